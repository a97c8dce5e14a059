import type { ParentStep } from '../../state/run-record.js';

/** Runs that may lie below the first one: a recursion without an end stops here. */
export const deepestRun = 10;

/** A child run to be started for an attempt of a step. */
export interface NewChild {
  readonly runId: string;
  readonly teamId: string;
  readonly workflowId: string;
  /** The latest when absent. */
  readonly version?: number;
  readonly trigger: object;
  readonly parent: ParentStep;
  /** True when the step waits for its end, and is to be told of it. */
  readonly isAwaited: boolean;
  /** Runs above it. */
  readonly depth: number;
  /** Who started the parent: nobody decides alone on what they have started through a child. */
  readonly by?: string;
  readonly correlationId: string;
  readonly traceparent?: string;
}

/** Where child runs are started; filled by the room that starts runs. */
export interface ChildRuns {
  /**
   * Starts the child, or finds it started before: its id says which it is.
   * @throws WorkflowError NOT_FOUND; CONFLICT when the workflow is retired or the child was called off; INVALID_TRIGGER;
   * STATE_FULL
   */
  start(child: NewChild): Promise<void>;
}
