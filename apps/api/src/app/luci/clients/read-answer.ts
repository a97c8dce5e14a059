import type { z } from 'zod';
import { providerText } from '../../../lib/http/provider-text.js';
import { retryAfterMs } from '../../../lib/http/retry-after.js';
import type { ProviderReply } from '../../../lib/http/call-provider.js';
import { RetryableError, TerminalError } from '../../workflow/index.js';

/** How the answer of a data provider is read. */
export interface Reading<T> {
  readonly provider: string;
  readonly schema: z.ZodType<T>;
  /** Milliseconds since 1970, for a `retry-after` that is a date. */
  readonly now: number;
  readonly secrets: readonly string[];
}

/**
 * The typed answer of a lookup. A lookup has no side effect but its price, so everything that may pass is retryable.
 * @throws TerminalError PROVIDER_UNAUTHORIZED (401, 403: key, product or wallet) or PROVIDER_REJECTED (other 4xx, 402
 *   among them); RetryableError PROVIDER_RATE_LIMITED, PROVIDER_UNAVAILABLE or PROVIDER_BAD_ANSWER
 */
export function readAnswer<T>(reply: ProviderReply, { provider, schema, now, secrets }: Reading<T>): T {
  if (reply.kind === 'failure') throw new RetryableError('PROVIDER_UNAVAILABLE', reply.message);
  const { status, headers, json } = reply;
  const message = `${provider} answered ${status}${explanation(json, secrets)}`;
  if (status === 401 || status === 403) throw new TerminalError('PROVIDER_UNAUTHORIZED', message);
  const wish = retryAfterMs(headers, now);
  const wait = wish === undefined ? {} : { retryAfterMs: wish };
  if (status === 429) throw new RetryableError('PROVIDER_RATE_LIMITED', message, wait);
  if (status >= 500 || status === 408) throw new RetryableError('PROVIDER_UNAVAILABLE', message, wait);
  if (status >= 400) throw new TerminalError('PROVIDER_REJECTED', message);
  if (status !== 200 && status !== 201) throw new RetryableError('PROVIDER_BAD_ANSWER', message);
  const answer = schema.safeParse(json);
  if (answer.success) return answer.data;
  const where =
    json === undefined ? 'not JSON' : answer.error.issues.map((issue) => issue.path.join('.') || 'body').join(', ');
  throw new RetryableError(
    'PROVIDER_BAD_ANSWER',
    `${provider} answered ${status} in another format (${where.slice(0, 200)})`,
  );
}

/** The words that providers put under `message`, `error` or `error.message`. */
function explanation(json: unknown, secrets: readonly string[]): string {
  if (typeof json !== 'object' || json === null) return '';
  const { message, error, detail } = json as Record<string, unknown>;
  const nested = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)['message'] : error;
  const said = [message, nested, detail].map((text) => providerText(text, secrets)).find((text) => text !== '');
  return said === undefined ? '' : `: ${said}`;
}
