import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { providerText } from '../../lib/http/provider-text.js';
import { retryAfterMs } from '../../lib/http/retry-after.js';
import { RetryableError, TerminalError, WorkflowError } from '../workflow/index.js';

/** Codes that no repetition mends, whatever the status. */
const permanentCodes = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'model_not_found']);
/** Statuses worth another attempt: timeout, conflict, rate, and failures of the server. */
const isTransient = (status: number) => status === 408 || status === 409 || status === 429 || status >= 500;

/**
 * Our error for what the `openai` package threw; the original is not kept as a cause, since it holds the request.
 * A body that is not the JSON that was asked for is retryable: the next sampling differs.
 */
export function modelFailure(error: unknown, now: number, secrets: readonly string[]): WorkflowError {
  if (error instanceof WorkflowError) return error;
  if (error instanceof APIUserAbortError) return new RetryableError('TIMEOUT', 'The call of the model was aborted');
  if (error instanceof APIConnectionError) {
    return new RetryableError('PROVIDER_UNAVAILABLE', `OpenAI gave no answer: ${providerText(error.message, secrets)}`);
  }
  if (error instanceof APIError && typeof error.status === 'number') {
    return answeredFailure(error as APIError, now, secrets);
  }
  return new RetryableError('PROVIDER_BAD_ANSWER', 'OpenAI answered with something that is not the format asked for');
}

function answeredFailure(error: APIError, now: number, secrets: readonly string[]): WorkflowError {
  const status = error.status as number;
  const code = error.code ?? error.type ?? undefined;
  const details = { status, code: providerText(code, secrets), requestId: providerText(error.requestID, secrets) };
  // Without a body of the API's own there is nothing but a page of whoever answered instead.
  const said = error.error === undefined ? `${status}` : providerText(error.message, secrets);
  const message = `OpenAI answered ${said}`;
  if (status === 401 || status === 403) return new TerminalError('PROVIDER_UNAUTHORIZED', message, { details });
  if (!isTransient(status) || permanentCodes.has(code ?? '')) {
    return new TerminalError('PROVIDER_REJECTED', message, { details });
  }
  const wish = error.headers instanceof Headers ? retryAfterMs(error.headers, now) : undefined;
  const wait = wish === undefined ? {} : { retryAfterMs: wish };
  const ours = status === 429 ? 'PROVIDER_RATE_LIMITED' : 'PROVIDER_UNAVAILABLE';
  return new RetryableError(ours, message, { details, ...wait });
}
