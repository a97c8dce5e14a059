import { errorTable, type ErrorCode } from '../errors/error-table.js';
import type { RetryPolicy } from '../definition/definition.js';

/** How an attempt failed, as far as the retry rule asks. */
export interface AttemptFailure {
  readonly code: string;
  /** What the error itself says; absent asks the error table, and an unknown code is retryable. */
  readonly retryable?: boolean;
  /** The provider's own wish, in ms; a longer one than the schedule's delay is honoured. */
  readonly retryAfterMs?: number;
}

export type RetryDecision =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'stop'; readonly why: 'terminal' | 'attempts' | 'elapsed' };

/** Where an attempt stands in its schedule. */
export interface AttemptCount {
  /** Attempts begun so far, the failed one included. */
  readonly made: number;
  /** Milliseconds since the first attempt began. */
  readonly elapsedMs: number;
  /** 0 to 1, for the jitter. */
  readonly random: number;
}

/** The longest span that the language knows, ms. */
const longestMs = 2_147_483_647;

/**
 * Decides whether a failed attempt is followed by another, and after how many ms. `on` narrows what is retried, but
 * for a lost worker, which is retryable whatever it says.
 */
export function decideRetry(policy: RetryPolicy, failure: AttemptFailure, count: AttemptCount): RetryDecision {
  if (!isRetryable(policy, failure)) return { kind: 'stop', why: 'terminal' };
  if (count.made >= policy.attempts) return { kind: 'stop', why: 'attempts' };
  const delayMs = Math.max(delayBefore(policy, count.made + 1, count.random), wishedMs(failure));
  if (policy.maxElapsed !== undefined && count.elapsedMs + delayMs > policy.maxElapsed) {
    return { kind: 'stop', why: 'elapsed' };
  }
  return { kind: 'retry', delayMs };
}

/** Milliseconds before attempt `attempt` (2 for the first retry). `jitter` takes away up to its share of the delay. */
export function delayBefore(policy: RetryPolicy, attempt: number, random: number): number {
  // A power beyond all numbers would make NaN of a delay of 0.
  const growth = policy.backoff === 'fixed' ? 1 : Math.min(policy.factor ** (attempt - 2), Number.MAX_VALUE);
  const grown = policy.delay * growth;
  const capped = Math.min(grown, policy.maxDelay);
  return Math.round(capped * (1 - policy.jitter * random));
}

/** The provider's wish in whole ms; what is no span counts for nothing, since an agent may have read it from anywhere. */
function wishedMs({ retryAfterMs = 0 }: AttemptFailure): number {
  return Number.isFinite(retryAfterMs) ? Math.min(Math.ceil(retryAfterMs), longestMs) : 0;
}

function isRetryable(policy: RetryPolicy, failure: AttemptFailure): boolean {
  if (failure.code === 'WORKER_LOST') return true;
  const entry = (errorTable as Record<string, { retryable: boolean }>)[failure.code as ErrorCode];
  const retryable = failure.retryable ?? entry?.retryable ?? true;
  return retryable && (policy.on === undefined || policy.on.includes(failure.code));
}
