import {
  DeferredError,
  failureOfError,
  reasonOfError,
  UnknownOutcomeError,
  type AttemptFailure,
  type Reason,
} from '@workflow/core';
import { AttemptAbort } from './active-attempts.js';

/** How an attempt ended, before any rule was asked. */
export type AttemptEnd =
  | {
      readonly kind: 'completed';
      readonly output: unknown;
      /** Steps that a choice takes. */
      readonly taken?: readonly string[];
      /** How an `end` ends the run. */
      readonly ends?: 'completed' | 'failed';
    }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure; readonly reason: Reason }
  | { readonly kind: 'deferred'; readonly delayMs: number; readonly reason: Reason }
  | { readonly kind: 'unknown'; readonly reason: Reason }
  /** Nothing is to be written: the run is being ended, or another worker has the step. */
  | { readonly kind: 'aborted'; readonly why: AttemptAbort['why'] };

/**
 * Reads an error that an attempt threw. A stranger's error is retryable; only its message is kept, since an error
 * object of a client may carry credentials.
 */
export function endOfError(error: unknown, stepId: string): AttemptEnd {
  if (error instanceof AttemptAbort) return { kind: 'aborted', why: error.why };
  const reason = reasonOfError(error, stepId);
  if (error instanceof DeferredError) return { kind: 'deferred', delayMs: error.delayMs, reason };
  if (error instanceof UnknownOutcomeError) return { kind: 'unknown', reason };
  return { kind: 'failed', failure: failureOfError(error, reason.code), reason };
}
