import twilio from 'twilio';
import { correlationHeaders, type CallContext } from '../http/call-context.js';
import { cappedFetch } from '../http/capped-fetch.js';
import { toTransportFailure, TransportFailure } from '../http/transport-failure.js';

type Options = Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0];
interface Answer {
  statusCode: number;
  body: string;
  headers: Record<string, string>;
}

/**
 * The HTTP client of one call through the `twilio` package. It stands in for the package's own, which takes no
 * AbortSignal, reads answers of any size, and throws errors whose JSON holds the account's credentials.
 * @throws TransportFailure and nothing else
 */
export class TwilioTransport extends twilio.RequestClient {
  /** Headers of the last answer, for `retry-after`. */
  lastHeaders = new Headers();

  constructor(
    private readonly context: CallContext,
    private readonly timeoutMs: number,
    private readonly endpoint: string,
  ) {
    super({ timeout: timeoutMs, autoRetry: false });
  }

  // The package declares the body as any type the caller names; it is always text here.
  override async request<T>(
    options: Options,
  ): Promise<{ statusCode: number; body: T; headers: unknown; toString(): string }> {
    const { context } = this;
    const line = { provider: 'Twilio', endpoint: this.endpoint };
    if (context.signal.aborted) throw new TransportFailure('refused', 'aborted before the call');
    const startedAt = performance.now();
    const elapsed = () => Math.round(performance.now() - startedAt);
    try {
      const answer = await this.fetchOnce(options);
      const requestId = answer.headers['twilio-request-id'];
      context.logger.info(
        { ...line, status: answer.statusCode, requestId, durationMs: elapsed() },
        'provider answered',
      );
      return answer as unknown as { statusCode: number; body: T; headers: unknown };
    } catch (error) {
      const failure = toTransportFailure(error, context.signal);
      context.logger.warn({ ...line, reason: failure.reason, durationMs: elapsed() }, 'provider did not answer');
      throw failure;
    }
  }

  private async fetchOnce(options: Options): Promise<Answer> {
    const url = new URL(options.uri);
    for (const [name, value] of formEntries(options.params)) url.searchParams.append(name, value);
    const credentials = Buffer.from(`${options.username}:${options.password}`).toString('base64');
    const response = await cappedFetch(url, {
      method: options.method.toUpperCase(),
      headers: {
        ...(options.headers as Record<string, string>),
        ...correlationHeaders(this.context),
        authorization: `Basic ${credentials}`,
      },
      ...(options.data === undefined || options.data === null
        ? {}
        : { body: new URLSearchParams(formEntries(options.data)) }),
      signal: AbortSignal.any([this.context.signal, AbortSignal.timeout(this.timeoutMs)]),
    });
    this.lastHeaders = response.headers;
    return { statusCode: response.status, body: await response.text(), headers: Object.fromEntries(response.headers) };
  }
}

/** Name and value pairs of a form; a list repeats its name. */
function formEntries(fields: object | null | undefined): [string, string][] {
  return Object.entries(fields ?? {}).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().flatMap((each): [string, string][] => (isFormValue(each) ? [[name, String(each)]] : [])),
  );
}

/** The package has turned dates, lists and objects into text by now; what it left undefined is not sent. */
function isFormValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
