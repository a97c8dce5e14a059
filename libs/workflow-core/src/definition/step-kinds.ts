import type { ActionCall, InputDeclaration, RetryPolicy, StepBase } from './definition.js';
import type { Duration, Json, JsonObject } from './json.js';

/** An agent does it. */
export interface ActionStep extends StepBase, ActionCall {
  readonly kind: 'action';
  readonly transform?: { readonly source: string; readonly target: string };
  readonly retry: RetryPolicy;
  readonly compensate?: ActionCall;
  readonly cache?: CachePolicy;
}

/** Reuse of the output of an equal call: same team, agent, action and rendered inputs. */
export interface CachePolicy {
  /** Milliseconds for which an output may be reused. */
  readonly ttl: Duration;
  /** A template that stands in for the inputs. */
  readonly key?: string;
}

/** Decides which of its targets run: the first branch whose expression is true, or every one. */
export interface ChoiceStep extends StepBase {
  readonly kind: 'choice';
  readonly choose: {
    readonly branches: readonly Branch[];
    /** Targets when no branch is taken; absent: the choice fails with `NO_BRANCH_MATCHED`. */
    readonly otherwise?: readonly string[];
    readonly mode: 'first' | 'every';
  };
}

export interface Branch {
  /** One expression, without its braces. */
  readonly when: string;
  readonly then: readonly string[];
}

/** The inner steps once per item, in instances of their own. */
export interface MapStep extends StepBase {
  readonly kind: 'map';
  readonly map: {
    /** One expression that gives the list, without its braces. */
    readonly over: string;
    readonly steps: readonly Step[];
    /** What an item gives, any JSON with templates; absent: the output of the last listed inner step. */
    readonly output?: Json;
    /** Instances that are alive at once. */
    readonly concurrency: number;
    readonly onItemError: 'fail' | 'continue';
    /** Failed items that are let pass, a number or a share such as `10%`. */
    readonly tolerate?: number | string;
    /** One expression over `map`; true completes the map at once. */
    readonly completeWhen?: string;
    /** What becomes of the other items when `completeWhen` completes the map. */
    readonly rest: 'cancel' | 'keep';
  };
}

/** The inner steps again and again, one iteration after the other. */
export interface LoopStep extends StepBase {
  readonly kind: 'loop';
  readonly loop: {
    readonly steps: readonly Step[];
    /** Asked before each iteration; one of `while` and `until` is there. */
    readonly while?: string;
    /** Asked after each iteration. */
    readonly until?: string;
    readonly output?: Json;
    readonly maxIterations: number;
  };
}

/** A child run. */
export interface WorkflowStep extends StepBase {
  readonly kind: 'workflow';
  readonly retry?: RetryPolicy;
  readonly compensate?: ActionCall;
  readonly workflow: {
    readonly id: string;
    /** Absent: the latest at the moment of the start. */
    readonly version?: number;
    readonly inputs: JsonObject;
    /** False detaches the child: the step completes with `{runId}` at once. */
    readonly wait: boolean;
    readonly onParentCancel: 'cancel' | 'abandon';
  };
}

/** Waits for a signal, for a span or until a moment. */
export interface WaitStep extends StepBase {
  readonly kind: 'wait';
  readonly wait: SignalWait | TimerWait;
}

export interface SignalWait {
  readonly signal: string;
  /** A template; absent: the signal is sent to the run itself. */
  readonly key?: string;
  /** One expression over `signal`, the payload. */
  readonly match?: string;
  readonly mailbox: 'persistent' | 'transient';
}

export type TimerWait =
  /** Milliseconds, or a template that gives them. */
  | { readonly delay: Duration | string }
  /** An ISO date and time, or a template that gives one. */
  | { readonly until: string };

/** Waits for whichever of several comes first, and takes its branch. */
export interface DeferredChoiceStep extends StepBase {
  readonly kind: 'deferredChoice';
  readonly wait: { readonly firstOf: readonly DeferredBranch[] };
}

export type DeferredBranch = { readonly id: string; readonly then: readonly string[] } & (SignalWait | TimerWait);

/** People decide. */
export interface ApprovalStep extends StepBase {
  readonly kind: 'approval';
  readonly approval: {
    /** A template. */
    readonly prompt: string;
    /** Any JSON with templates, shown beside the prompt. */
    readonly show?: Json;
    readonly approvers: {
      readonly roles: readonly string[];
      readonly users: readonly string[];
      /** Approvals that it takes. */
      readonly count: number;
    };
    readonly form: readonly InputDeclaration[];
    readonly onTimeout: 'fail' | 'approve' | 'reject';
  };
}

/** Each inner step once, never two at a time. */
export interface InterleaveStep extends StepBase {
  readonly kind: 'interleave';
  readonly interleave: {
    readonly steps: readonly Step[];
    /** Pairs of inner ids: the first before the second. */
    readonly order: readonly (readonly [before: string, after: string])[];
  };
}

/** Ends the whole run. */
export interface EndStep extends StepBase {
  readonly kind: 'end';
  readonly end: { readonly outcome: 'completed' | 'failed'; readonly output?: Json };
}

export type Step =
  | ActionStep
  | ChoiceStep
  | MapStep
  | LoopStep
  | WorkflowStep
  | WaitStep
  | DeferredChoiceStep
  | ApprovalStep
  | InterleaveStep
  | EndStep;

export const stepKinds = [
  'action',
  'choice',
  'map',
  'loop',
  'workflow',
  'wait',
  'deferredChoice',
  'approval',
  'interleave',
  'end',
] as const satisfies readonly Step['kind'][];
export type StepKind = Step['kind'];
