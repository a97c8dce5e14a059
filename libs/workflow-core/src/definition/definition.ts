import type { Duration, Json, JsonObject } from './json.js';
import type { Step } from './step-kinds.js';

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
  /** How many runs there are at once under one key. */
  readonly concurrency?: {
    /** A template over `trigger` and `team`. */
    readonly key: string;
    readonly limit: number;
  };
}

/** Of a run and of a step that ask for no other. */
export const defaultPriority = 50;

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

/** How a run starts besides the API, told apart by their fields. */
export type TriggerDeclaration = WebhookTrigger | ScheduleTrigger | EventTrigger;

/** A webhook brings an event. */
export interface WebhookTrigger {
  /** `signalhouse`, `twilio`, or the name of a team's own endpoint. */
  readonly webhook: string;
  /** Name of the event, such as `message.received`; absent means every event of that webhook. */
  readonly event?: string;
  /** Expression over `event` and `team`; absent means always. */
  readonly when?: string;
  /** What the run's trigger becomes: templates over `event` and `team`; absent means the event itself. */
  readonly map?: JsonObject;
}

/** The clock starts a run. */
export interface ScheduleTrigger {
  readonly schedule: Schedule;
  /** What the run's trigger becomes: templates over `trigger`, which has `scheduledAt` alone, and `team`. */
  readonly inputs: JsonObject;
}

export interface Schedule {
  /** Minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** The IANA name of the time zone that `cron` is read in. */
  readonly timezone: string;
  /** What becomes of times at which nothing ran. */
  readonly missed: 'skip' | 'catchUp';
}

/** An event of this name, whoever sends it. */
export interface EventTrigger {
  readonly event: string;
  /** As for a webhook. */
  readonly when?: string;
  /** As for a webhook. */
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
  /** A workflow to start when the run has failed. */
  readonly startWorkflow?: { readonly id: string; readonly inputs: JsonObject };
  /** True when listeners and webhooks are told (every spelling but `none`). */
  readonly announce: boolean;
}

export interface ActionCall {
  readonly agent: string;
  readonly action: string;
  readonly inputs: JsonObject;
}

/** What steps of every kind have. */
export interface StepBase {
  readonly id: string;
  readonly dependsOn: JoinDeclaration;
  /** One expression, without its braces. */
  readonly condition?: string;
  /** Milliseconds: for one attempt of an action, else from the step's begin to its end. */
  readonly timeout?: Duration;
  readonly onError: ErrorPolicy;
  /** 1 (first) to 100: orders what is free to go at the same moment. */
  readonly priority?: number;
  /** At most one step under the same key at a time. */
  readonly mutex?: {
    /** A template. */
    readonly key: string;
    readonly scope: 'run' | 'team' | 'global';
  };
  /** One expression, without its braces, asked as each attempt begins; false skips with `MILESTONE_EXPIRED`. */
  readonly onlyWhile?: string;
  /** Steps that are cancelled when this one completes. */
  readonly cancels?: readonly string[];
}

/** What a step waits for, and what it makes of how that ends. */
export interface JoinDeclaration {
  readonly steps: readonly string[];
  readonly join: Join;
  /** What becomes of the named steps that are still live when the join fires; absent: they run on. */
  readonly rest?: 'cancel';
  readonly onDead: 'skip' | 'run' | 'fail';
}

/** `first` is kept as it was written: it means one arrival, as `{atLeast: 1}` does. */
export type Join =
  | 'all'
  | 'allSettled'
  | 'any'
  | 'first'
  | { readonly atLeast: number }
  /** One expression, without its braces. */
  | { readonly when: string };

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
