import {
  DeferredError,
  RetryableError,
  TerminalError,
  UnknownOutcomeError,
  WorkflowError,
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

/** The longest message that state keeps of an error. */
const maxMessage = 1_000;

/**
 * Reads an error that an attempt threw. A stranger's error is retryable; only its message is kept, since an error
 * object of a client may carry credentials.
 */
export function endOfError(error: unknown, stepId: string): AttemptEnd {
  if (error instanceof AttemptAbort) return { kind: 'aborted', why: error.why };
  const reason = reasonOf(error, stepId);
  if (error instanceof DeferredError) return { kind: 'deferred', delayMs: error.delayMs, reason };
  if (error instanceof UnknownOutcomeError) return { kind: 'unknown', reason };
  return { kind: 'failed', failure: failureOf(error, reason.code), reason };
}

function failureOf(error: unknown, code: string): AttemptFailure {
  if (error instanceof TerminalError) return { code, retryable: false };
  if (error instanceof RetryableError) return { code, retryable: true, retryAfterMs: error.retryAfterMs };
  return { code };
}

/** What is kept and shown of an error. */
export function reasonOf(error: unknown, stepId: string): Reason {
  if (error instanceof WorkflowError) return { code: error.code, message: clip(error.message), stepId };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { code: 'TIMEOUT', message: 'The attempt took longer than its timeout.', stepId };
  }
  const message = error instanceof Error ? error.message : 'The agent threw something that is not an error.';
  return { code: 'AGENT_FAILED', message: clip(message), stepId };
}

function clip(message: string): string {
  return message.length > maxMessage ? `${message.slice(0, maxMessage)}…` : message;
}
