import type { FailureReason } from './transport-failure.js';
import type { SendResult } from './send-result.js';

/** The outcome of a send whose answer never came: only a connection that was never made is known to have sent nothing. */
export function outcomeOfFailure(reason: FailureReason, message: string): SendResult {
  switch (reason) {
    case 'refused':
      return { kind: 'retry', code: 'PROVIDER_UNAVAILABLE', message };
    case 'timeout':
    case 'aborted':
    case 'dropped':
    case 'oversized':
      return { kind: 'unknown', message };
  }
}

/**
 * The outcome of a send that was answered with an error status. A failure of the server (and 408, where it gave up
 * waiting) may have come after the message left, so it is `unknown`; every other status is a refusal.
 */
export function outcomeOfStatus(status: number, message: string, afterMs?: number): SendResult {
  if (status === 429) {
    return { kind: 'retry', code: 'PROVIDER_RATE_LIMITED', message, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  if (status === 401 || status === 403) return { kind: 'rejected', code: 'PROVIDER_UNAUTHORIZED', message };
  if (status >= 500 || status === 408) return { kind: 'unknown', message };
  return { kind: 'rejected', code: 'PROVIDER_REJECTED', message };
}
