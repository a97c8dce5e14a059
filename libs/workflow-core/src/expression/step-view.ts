/**
 * What `steps.<id>` shows of a step. Fields that have no value yet are undefined, and reading on from there gives
 * undefined as well.
 */
export interface StepView {
  /** The step status as the run has it, such as `completed` or `skipped`. */
  readonly status: string;
  /** What the step gave; undefined until it completed, and after a failure that the run lives with. */
  readonly output?: unknown;
  /** Why it failed; for a skip or a cancel, `code` is the reason code. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Attempts begun so far. */
  readonly attempts: number;
  /** ISO time of the first attempt. */
  readonly startedAt?: string;
  /** ISO time of the end. */
  readonly finishedAt?: string;
}
