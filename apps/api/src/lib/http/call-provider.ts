import { correlationHeaders, type CallContext } from './call-context.js';
import { cappedFetch } from './capped-fetch.js';
import { toTransportFailure, type FailureReason } from './transport-failure.js';

/** One call of a provider. */
export interface ProviderRequest {
  readonly provider: string;
  /** Name of the endpoint for the log, without ids or query. */
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte out to the last byte in. */
  readonly timeoutMs: number;
}

/** What came back: an answer of any status, or none. */
export type ProviderReply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Headers;
      readonly text: string;
      /** The parsed body; undefined when it is not JSON. */
      readonly json: unknown;
    }
  | { readonly kind: 'failure'; readonly reason: FailureReason; readonly message: string };

/**
 * Calls once and never throws: a failure is a value. Writes one log line of endpoint, status, provider request id and
 * milliseconds; never a URL, header or body.
 */
export async function callProvider(request: ProviderRequest, context: CallContext): Promise<ProviderReply> {
  const startedAt = performance.now();
  const line = { provider: request.provider, endpoint: request.endpoint };
  const elapsed = () => Math.round(performance.now() - startedAt);
  try {
    if (context.signal.aborted) return unsent(request.provider);
    const response = await cappedFetch(request.url, {
      method: request.method,
      headers: { ...correlationHeaders(context), ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(request.timeoutMs)]),
    });
    const text = await response.text();
    const { status, headers } = response;
    context.logger.info(
      { ...line, status, requestId: requestIdOf(headers), durationMs: elapsed() },
      'provider answered',
    );
    return { kind: 'answer', status, headers, text, json: parseJson(text) };
  } catch (error) {
    const failure = toTransportFailure(error, context.signal);
    context.logger.warn({ ...line, reason: failure.reason, durationMs: elapsed() }, 'provider did not answer');
    return {
      kind: 'failure',
      reason: failure.reason,
      message: `${request.provider} gave no answer: ${failure.message}`,
    };
  }
}

/** An attempt that was aborted before the call made none. */
function unsent(provider: string): ProviderReply {
  return { kind: 'failure', reason: 'refused', message: `${provider} was not called: the attempt was aborted before` };
}

function requestIdOf(headers: Headers): string | undefined {
  const names = ['x-request-id', 'twilio-request-id', 'request-id', 'x-amzn-requestid'];
  return names
    .map((name) => headers.get(name))
    .find((id) => id !== null)
    ?.slice(0, 100);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
