import type { InputDeclaration, JoinDeclaration, RetryPolicy, StepBase } from './definition.js';
import type { Duration, JsonObject } from './json.js';
import type {
  ActionStep,
  ApprovalStep,
  ChoiceStep,
  EndStep,
  LoopStep,
  MapStep,
  SignalWait,
  WorkflowStep,
} from './step-kinds.js';

/**
 * A step as a TypeScript author writes it: the one field of a kind that is there makes it a step of that kind. `StepId`
 * is every id of its own list, `InnerId` every id of the lists inside the steps of that list, `DeepId` every id further
 * inside. Two lists that stand equally deep share their ids here: it is the checker that keeps them apart.
 */
export type AuthoredStep<
  StepId extends string = string,
  InnerId extends string = string,
  DeepId extends string = string,
> =
  | AuthoredAction<StepId>
  | AuthoredChoice<StepId>
  | AuthoredMap<StepId, InnerId, DeepId>
  | AuthoredLoop<StepId, InnerId, DeepId>
  | AuthoredChildWorkflow<StepId>
  | AuthoredWait<StepId>
  | AuthoredApproval<StepId>
  | AuthoredInterleave<StepId, InnerId, DeepId>
  | AuthoredEnd<StepId>;

export interface AuthoredCall {
  readonly agent: string;
  readonly action: string;
  readonly inputs?: JsonObject;
}

export interface AuthoredJoin<StepId extends string> extends Partial<Omit<JoinDeclaration, 'steps' | 'rest'>> {
  readonly steps: readonly StepId[];
  readonly rest?: 'keep' | 'cancel';
}

/** An input of a workflow, or a field of a form. */
export interface AuthoredInput extends Omit<InputDeclaration, 'required'> {
  readonly required?: boolean;
}

/** What steps of every kind take. Expressions are written bare or in braces. */
interface AuthoredBase<StepId extends string> extends Pick<
  StepBase,
  'condition' | 'timeout' | 'priority' | 'onlyWhile'
> {
  readonly id: StepId;
  /** Ids of steps, or the join in full. Steps that a template reads need not be named. */
  readonly dependsOn?: readonly NoInfer<StepId>[] | AuthoredJoin<NoInfer<StepId>>;
  readonly onError?:
    | 'fail'
    | 'continue'
    | { readonly fallback: NoInfer<StepId> }
    | { readonly kind: 'fail' | 'continue' }
    | { readonly kind: 'fallback'; readonly stepId: NoInfer<StepId> };
  readonly mutex?: { readonly key: string; readonly scope?: 'run' | 'team' | 'global' };
  readonly cancels?: readonly NoInfer<StepId>[];
}

/** Says that fields are not there, which tells the members of a union apart. */
type Without<Field extends string> = { readonly [Absent in Field]?: never };

type KindField =
  | 'agent'
  | 'action'
  | 'choose'
  | 'map'
  | 'loop'
  | 'workflow'
  | 'wait'
  | 'approval'
  | 'interleave'
  | 'end';
type OneKind<Field extends KindField> = Without<Exclude<KindField, Field>>;

/** What is tried, and may be tried again and undone. */
interface AuthoredAttempts {
  readonly retry?: Partial<RetryPolicy>;
  readonly compensate?: AuthoredCall;
}

interface AuthoredAction<StepId extends string>
  extends
    AuthoredBase<StepId>,
    AuthoredCall,
    AuthoredAttempts,
    Pick<ActionStep, 'transform' | 'cache'>,
    OneKind<'agent' | 'action'> {}

interface AuthoredChoice<StepId extends string> extends AuthoredBase<StepId>, OneKind<'choose'> {
  readonly choose: {
    readonly branches: readonly { readonly when: string; readonly then: readonly NoInfer<StepId>[] }[];
    readonly otherwise?: readonly NoInfer<StepId>[];
    readonly mode?: ChoiceStep['choose']['mode'];
  };
}

interface AuthoredMap<StepId extends string, InnerId extends string, DeepId extends string>
  extends AuthoredBase<StepId>, OneKind<'map'> {
  readonly map: Partial<Omit<MapStep['map'], 'over' | 'steps'>> & {
    readonly over: string;
    readonly steps: readonly AuthoredStep<InnerId, DeepId, DeepId>[];
  };
}

interface AuthoredLoop<StepId extends string, InnerId extends string, DeepId extends string>
  extends AuthoredBase<StepId>, OneKind<'loop'> {
  readonly loop: Pick<LoopStep['loop'], 'output' | 'maxIterations'> & {
    readonly steps: readonly AuthoredStep<InnerId, DeepId, DeepId>[];
  } & (({ readonly while: string } & Without<'until'>) | ({ readonly until: string } & Without<'while'>));
}

interface AuthoredChildWorkflow<StepId extends string>
  extends AuthoredBase<StepId>, AuthoredAttempts, OneKind<'workflow'> {
  readonly workflow: Partial<Omit<WorkflowStep['workflow'], 'id'>> & { readonly id: string };
}

interface AuthoredWait<StepId extends string> extends AuthoredBase<StepId>, OneKind<'wait'> {
  readonly wait:
    | (AuthoredAwaited & Without<'firstOf'>)
    | ({ readonly firstOf: readonly AuthoredDeferredBranch<StepId>[] } & Without<'signal' | 'delay' | 'until'>);
}

type AuthoredDeferredBranch<StepId extends string> = AuthoredAwaited & {
  readonly id: string;
  readonly then: readonly NoInfer<StepId>[];
};

type AuthoredAwaited =
  | (Pick<SignalWait, 'signal' | 'key' | 'match'> & Partial<Pick<SignalWait, 'mailbox'>> & Without<'delay' | 'until'>)
  | ({ readonly delay: Duration | string } & Without<'signal' | 'until'>)
  | ({ readonly until: string } & Without<'signal' | 'delay'>);

interface AuthoredApproval<StepId extends string> extends AuthoredBase<StepId>, OneKind<'approval'> {
  readonly approval: Pick<ApprovalStep['approval'], 'prompt' | 'show'> &
    Partial<Pick<ApprovalStep['approval'], 'onTimeout'>> & {
      readonly approvers: Partial<ApprovalStep['approval']['approvers']>;
      readonly form?: readonly AuthoredInput[];
    };
}

interface AuthoredInterleave<StepId extends string, InnerId extends string, DeepId extends string>
  extends AuthoredBase<StepId>, OneKind<'interleave'> {
  readonly interleave: {
    readonly steps: readonly AuthoredStep<InnerId, DeepId, DeepId>[];
    readonly order?: readonly (readonly [before: NoInfer<InnerId>, after: NoInfer<InnerId>])[];
  };
}

interface AuthoredEnd<StepId extends string> extends AuthoredBase<StepId>, OneKind<'end'>, Pick<EndStep, 'end'> {}
