import { errorTable, type ErrorCode } from './error-table.js';

/**
 * Base of every error this product throws on purpose. `code` is stable and stands in the error table, which gives the
 * HTTP status and whether an attempt may be repeated; `details` is plain data that may be shown to the caller;
 * `cause` is for the log alone.
 */
export class WorkflowError extends Error {
  override readonly name: string = 'WorkflowError';
  readonly code: string;
  readonly details: unknown;

  constructor(code: ErrorCode | (string & {}), message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }

  /** HTTP status of the code, 500 for a code that the table does not know. */
  get httpStatus(): number {
    return (errorTable as Record<string, { status: number }>)[this.code]?.status ?? 500;
  }
}

/** A failure of an attempt that no repetition can mend. */
export class TerminalError extends WorkflowError {
  override readonly name: string = 'TerminalError';
}

/** A failure of an attempt that may pass by itself; `retryAfterMs` is the provider's own wish, when it has one. */
export class RetryableError extends WorkflowError {
  override readonly name: string = 'RetryableError';
  readonly retryAfterMs?: number;

  constructor(
    code: ErrorCode | (string & {}),
    message: string,
    options: { details?: unknown; cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(code, message, options);
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * An attempt that must wait for something outside it (quiet hours, a limit): it ends uncounted and begins again
 * `delayMs` later.
 */
export class DeferredError extends WorkflowError {
  override readonly name = 'DeferredError';

  constructor(
    code: string,
    message: string,
    readonly delayMs: number,
  ) {
    super(code, message);
  }
}

/** A send whose outcome nobody can tell: the step waits in `unknown` until a callback, a lookup or a person settles it. */
export class UnknownOutcomeError extends WorkflowError {
  override readonly name = 'UnknownOutcomeError';
}
