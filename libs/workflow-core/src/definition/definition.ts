import type { Duration, Json, JsonObject } from './json.js';

/**
 * The normal form of a workflow definition: what the normaliser makes of every spelling (TypeScript, JSON, YAML,
 * short forms), and the only form that stored versions, plans and runs know. Every default is written out, lists are
 * always lists, templates and expressions are still text. All spans are milliseconds.
 */
export interface WorkflowDefinition {
  readonly id: string;
  readonly teamId?: string;
  readonly name?: string;
  readonly description?: string;
  readonly inputs: readonly InputDeclaration[];
  readonly triggers: readonly TriggerDeclaration[];
  readonly steps: readonly Step[];
  readonly outputs: readonly OutputDeclaration[];
  readonly errorHandler: ErrorHandler;
  /** What happens to the rest of the run once a failure fails it. */
  readonly onFailure: FailurePolicy;
  /** Milliseconds for the whole run, waits included. */
  readonly timeout?: Duration;
  /** 1 (first) to 100. */
  readonly priority: number;
}

export type FailurePolicy = 'drain' | 'continue' | 'cancel';

export const inputTypes = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'date-time',
  'phone',
  'email',
  'dataset',
  'any',
] as const;
export type InputType = (typeof inputTypes)[number];

/** What a trigger must bring. */
export interface InputDeclaration {
  readonly name: string;
  readonly type: InputType;
  readonly required: boolean;
  readonly default?: Json;
  readonly description?: string;
}

/** How a run starts besides the API. Schedules and named events are refused with `NOT_BUILT` until they exist. */
export interface TriggerDeclaration {
  /** `signalhouse`, `twilio`, or the name of a team's own endpoint. */
  readonly webhook: string;
  /** Name of the event, such as `message.received`; absent means every event of that webhook. */
  readonly event?: string;
  /** Expression over `event` and `team`; absent means always. */
  readonly when?: string;
  /** What the run's trigger becomes: templates over `event` and `team`; absent means the event itself. */
  readonly map?: JsonObject;
}

export interface OutputDeclaration {
  readonly name: string;
  /** A template. */
  readonly from: string;
}

export interface ErrorHandler {
  readonly rollback: boolean;
  /** Actions to run when the run has failed, in order. */
  readonly notify: readonly ActionCall[];
  /** True when listeners and webhooks are told (every spelling but `none`). */
  readonly announce: boolean;
}

export interface ActionCall {
  readonly agent: string;
  readonly action: string;
  readonly inputs: JsonObject;
}

/** A step. Only action steps are built; the union grows with the other kinds. */
export type Step = ActionStep;

export interface ActionStep extends ActionCall {
  readonly kind: 'action';
  readonly id: string;
  readonly transform?: { readonly source: string; readonly target: string };
  readonly dependsOn: JoinDeclaration;
  /** One expression, without its braces. */
  readonly condition?: string;
  /** Milliseconds for one attempt. */
  readonly timeout?: Duration;
  readonly retry: RetryPolicy;
  readonly onError: ErrorPolicy;
  readonly compensate?: ActionCall;
}

export interface JoinDeclaration {
  readonly steps: readonly string[];
  readonly join: 'all';
  readonly onDead: 'skip' | 'run' | 'fail';
}

export type ErrorPolicy =
  | { readonly kind: 'fail' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'fallback'; readonly stepId: string };

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  readonly backoff: 'exponential' | 'fixed';
  /** Milliseconds before the second attempt. */
  readonly delay: Duration;
  readonly factor: number;
  readonly maxDelay: Duration;
  /** 0 to 1: the share of a delay that is drawn at random. */
  readonly jitter: number;
  /** Error codes that are retried; absent means every retryable one. */
  readonly on?: readonly string[];
  /** Milliseconds from the first attempt's begin after which no further attempt begins. */
  readonly maxElapsed?: Duration;
}

/** Three attempts, with one and two seconds between them. */
export const defaultRetry: RetryPolicy = {
  attempts: 3,
  backoff: 'exponential',
  delay: 1_000,
  factor: 2,
  maxDelay: 60_000,
  jitter: 0,
};
