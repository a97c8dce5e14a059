import { providerText } from '../http/provider-text.js';
import { retryAfterMs } from '../http/retry-after.js';
import { outcomeOfFailure, outcomeOfStatus } from '../http/send-outcome.js';
import type { SendResult } from '../http/send-result.js';
import { TransportFailure } from '../http/transport-failure.js';

/** "Attempt to send to unsubscribed recipient". */
const optedOutCode = 21_610;
/** "Too many concurrent requests" and "call concurrency limit": Twilio did not process the request. */
const notProcessedCodes = new Set([20_429, 10_004]);

/** What the `twilio` package threw, reduced to what may be kept. */
interface TwilioFailure {
  readonly status?: number;
  readonly code?: number;
  readonly message: string;
}

/**
 * The outcome of a create call that threw. Both error classes of the package (the classic one and the RFC 9457 one)
 * carry `status` and `code`; an HTML error page gives a status alone; a 2xx that is not JSON gives a SyntaxError, and
 * then the message or call may exist.
 */
export function twilioOutcome(error: unknown, headers: Headers, now: number, secrets: readonly string[]): SendResult {
  if (error instanceof TransportFailure) {
    return outcomeOfFailure(error.reason, `Twilio gave no answer: ${error.message}`);
  }
  const failure = readFailure(error, secrets);
  if (failure.status === undefined) return { kind: 'unknown', message: 'Twilio answered with an unreadable body' };
  const message = describe(failure);
  if (failure.code === optedOutCode) return { kind: 'rejected', code: 'PROVIDER_REJECTED', message, optedOut: true };
  const status = failure.code !== undefined && notProcessedCodes.has(failure.code) ? 429 : failure.status;
  return outcomeOfStatus(status, message, retryAfterMs(headers, now));
}

function readFailure(error: unknown, secrets: readonly string[]): TwilioFailure {
  if (!(error instanceof Error)) return { message: '' };
  const fields = error as Error & { status?: unknown; code?: unknown };
  return {
    ...(typeof fields.status === 'number' ? { status: fields.status } : {}),
    ...(typeof fields.code === 'number' ? { code: fields.code } : {}),
    message: providerText(fields.message, secrets),
  };
}

function describe({ status, code, message }: TwilioFailure): string {
  const number = code === undefined ? `status ${status}` : `status ${status}, code ${code}`;
  return `Twilio answered ${number}${message === '' ? '' : `: ${message}`}`;
}
