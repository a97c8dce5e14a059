import type { InputDeclaration, JoinDeclaration, RetryPolicy, StepBase } from './definition.js';
import type { Duration } from './json.js';
import type {
  ActionStep,
  ApprovalStep,
  CachePolicy,
  ChoiceStep,
  LoopStep,
  MapStep,
  WorkflowStep,
} from './step-kinds.js';

/**
 * A step as a TypeScript author writes it: the one field of a kind that is there makes it a step of that kind. `StepId`
 * is every id of its own list, `InnerId` every id of the lists inside the steps of that list, `DeepId` every id further
 * inside. Two lists that stand equally deep share their ids here: it is the checker that keeps them apart. `Expression`
 * and `Template` are the texts that may stand where the language has them.
 */
export type AuthoredStep<
  StepId extends string = string,
  InnerId extends string = string,
  DeepId extends string = string,
  Expression extends string = string,
  Template extends string = string,
> =
  | AuthoredAction<StepId, Expression, Template>
  | AuthoredChoice<StepId, Expression, Template>
  | AuthoredMap<StepId, InnerId, DeepId, Expression, Template>
  | AuthoredLoop<StepId, InnerId, DeepId, Expression, Template>
  | AuthoredChildWorkflow<StepId, Expression, Template>
  | AuthoredWait<StepId, Expression, Template>
  | AuthoredApproval<StepId, Expression, Template>
  | AuthoredInterleave<StepId, InnerId, DeepId, Expression, Template>
  | AuthoredEnd<StepId, Expression, Template>;

/** Any JSON, whose strings are templates. */
export type AuthoredJson<Template extends string = string> =
  | Template
  | number
  | boolean
  | null
  | readonly AuthoredJson<Template>[]
  | AuthoredObject<Template>;

export interface AuthoredObject<Template extends string = string> {
  readonly [key: string]: AuthoredJson<Template>;
}

export interface AuthoredCall<Template extends string = string> {
  readonly agent: string;
  readonly action: string;
  readonly inputs?: AuthoredObject<Template>;
}

export interface AuthoredJoin<StepId extends string, Expression extends string = string> extends Partial<
  Pick<JoinDeclaration, 'onDead'>
> {
  readonly steps: readonly StepId[];
  readonly join?: 'all' | 'allSettled' | 'any' | 'first' | { readonly atLeast: number } | { readonly when: Expression };
  readonly rest?: 'keep' | 'cancel';
}

/** An input of a workflow, or a field of a form. */
export interface AuthoredInput extends Omit<InputDeclaration, 'required'> {
  readonly required?: boolean;
}

/** What steps of every kind take. Expressions are written bare or in braces. */
interface AuthoredBase<StepId extends string, Expression extends string, Template extends string> extends Pick<
  StepBase,
  'timeout' | 'priority'
> {
  readonly id: StepId;
  readonly condition?: Expression;
  readonly onlyWhile?: Expression;
  /** Ids of steps, or the join in full. Steps that a template reads need not be named. */
  readonly dependsOn?: readonly NoInfer<StepId>[] | AuthoredJoin<NoInfer<StepId>, Expression>;
  readonly onError?:
    | 'fail'
    | 'continue'
    | { readonly fallback: NoInfer<StepId> }
    | { readonly kind: 'fail' | 'continue' }
    | { readonly kind: 'fallback'; readonly stepId: NoInfer<StepId> };
  readonly mutex?: { readonly key: Template; readonly scope?: 'run' | 'team' | 'global' };
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
interface AuthoredAttempts<Template extends string> {
  readonly retry?: Partial<RetryPolicy>;
  readonly compensate?: AuthoredCall<Template>;
}

interface AuthoredAction<StepId extends string, Expression extends string, Template extends string>
  extends
    AuthoredBase<StepId, Expression, Template>,
    AuthoredCall<Template>,
    AuthoredAttempts<Template>,
    Pick<ActionStep, 'transform'>,
    OneKind<'agent' | 'action'> {
  readonly cache?: Pick<CachePolicy, 'ttl'> & { readonly key?: Template };
}

interface AuthoredChoice<StepId extends string, Expression extends string, Template extends string>
  extends AuthoredBase<StepId, Expression, Template>, OneKind<'choose'> {
  readonly choose: {
    readonly branches: readonly { readonly when: Expression; readonly then: readonly NoInfer<StepId>[] }[];
    readonly otherwise?: readonly NoInfer<StepId>[];
    readonly mode?: ChoiceStep['choose']['mode'];
  };
}

interface AuthoredMap<
  StepId extends string,
  InnerId extends string,
  DeepId extends string,
  Expression extends string,
  Template extends string,
>
  extends AuthoredBase<StepId, Expression, Template>, OneKind<'map'> {
  readonly map: Partial<Pick<MapStep['map'], 'concurrency' | 'onItemError' | 'tolerate' | 'rest'>> & {
    readonly over: Expression;
    readonly steps: readonly AuthoredStep<InnerId, DeepId, DeepId, Expression, Template>[];
    readonly output?: AuthoredJson<Template>;
    readonly completeWhen?: Expression;
  };
}

interface AuthoredLoop<
  StepId extends string,
  InnerId extends string,
  DeepId extends string,
  Expression extends string,
  Template extends string,
>
  extends AuthoredBase<StepId, Expression, Template>, OneKind<'loop'> {
  readonly loop: Pick<LoopStep['loop'], 'maxIterations'> & {
    readonly steps: readonly AuthoredStep<InnerId, DeepId, DeepId, Expression, Template>[];
    readonly output?: AuthoredJson<Template>;
  } & (({ readonly while: Expression } & Without<'until'>) | ({ readonly until: Expression } & Without<'while'>));
}

interface AuthoredChildWorkflow<StepId extends string, Expression extends string, Template extends string>
  extends AuthoredBase<StepId, Expression, Template>, AuthoredAttempts<Template>, OneKind<'workflow'> {
  readonly workflow: Partial<Omit<WorkflowStep['workflow'], 'id' | 'inputs'>> & {
    readonly id: string;
    readonly inputs?: AuthoredObject<Template>;
  };
}

interface AuthoredWait<StepId extends string, Expression extends string, Template extends string>
  extends AuthoredBase<StepId, Expression, Template>, OneKind<'wait'> {
  readonly wait:
    | (AuthoredAwaited<Expression, Template> & Without<'firstOf'>)
    | ({ readonly firstOf: readonly AuthoredDeferredBranch<StepId, Expression, Template>[] } & Without<
        'signal' | 'delay' | 'until'
      >);
}

type AuthoredDeferredBranch<
  StepId extends string,
  Expression extends string,
  Template extends string,
> = AuthoredAwaited<Expression, Template> & {
  readonly id: string;
  readonly then: readonly NoInfer<StepId>[];
};

type AuthoredAwaited<Expression extends string, Template extends string> =
  | ({
      readonly signal: string;
      readonly key?: Template;
      readonly match?: Expression;
      readonly mailbox?: 'persistent' | 'transient';
    } & Without<'delay' | 'until'>)
  | ({ readonly delay: Duration | Template } & Without<'signal' | 'until'>)
  | ({ readonly until: Template } & Without<'signal' | 'delay'>);

interface AuthoredApproval<StepId extends string, Expression extends string, Template extends string>
  extends AuthoredBase<StepId, Expression, Template>, OneKind<'approval'> {
  readonly approval: Partial<Pick<ApprovalStep['approval'], 'onTimeout'>> & {
    readonly prompt: Template;
    readonly show?: AuthoredJson<Template>;
    readonly approvers: Partial<ApprovalStep['approval']['approvers']>;
    readonly form?: readonly AuthoredInput[];
  };
}

interface AuthoredInterleave<
  StepId extends string,
  InnerId extends string,
  DeepId extends string,
  Expression extends string,
  Template extends string,
>
  extends AuthoredBase<StepId, Expression, Template>, OneKind<'interleave'> {
  readonly interleave: {
    readonly steps: readonly AuthoredStep<InnerId, DeepId, DeepId, Expression, Template>[];
    readonly order?: readonly (readonly [before: NoInfer<InnerId>, after: NoInfer<InnerId>])[];
  };
}

interface AuthoredEnd<StepId extends string, Expression extends string, Template extends string>
  extends AuthoredBase<StepId, Expression, Template>, OneKind<'end'> {
  readonly end: { readonly outcome: 'completed' | 'failed'; readonly output?: AuthoredJson<Template> };
}
