import { CliFailure, Interrupted, messageOf } from '../failure.js';
import type { Io } from '../io.js';
import type { Endpoint } from './endpoint.js';
import { refusalFrom } from './refusal.js';

export interface Request {
  readonly method: 'GET' | 'POST';
  /** Below the API's URL, with its query. */
  readonly path: string;
  readonly body?: { readonly type: string; readonly text: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the request early, besides Ctrl-C. */
  readonly signal?: AbortSignal;
}

/**
 * Sends one request, once, and gives the answer when the API said yes. The body is not read yet.
 * @throws CliFailure when nothing answers or the API refuses; Interrupted on Ctrl-C
 */
export async function send(io: Io, endpoint: Endpoint, request: Request): Promise<Response> {
  const response = await reach(io, endpoint, request);
  if (response.ok) return response;
  throw refusalFrom(
    response.status,
    await bodyOf(io, endpoint, response),
    `${request.method} ${endpoint.url}${request.path}`,
    endpoint.url,
  );
}

async function reach(io: Io, endpoint: Endpoint, request: Request): Promise<Response> {
  const interruption = io.interruption();
  const { method, path, body, signal } = request;
  const headers = new Headers(request.headers);
  if (endpoint.apiKey !== undefined) headers.set('x-api-key', endpoint.apiKey);
  if (body !== undefined) headers.set('content-type', body.type);
  try {
    return await io.fetch(`${endpoint.url}${path}`, {
      method,
      headers,
      body: body?.text,
      redirect: 'error',
      signal: signal === undefined ? interruption : AbortSignal.any([interruption, signal]),
    });
  } catch (error) {
    throw lost(io, endpoint, error);
  }
}

/** The JSON of an answer, undefined where it is none. @throws as `send`, when the connection breaks meanwhile */
export async function bodyOf(io: Io, endpoint: Endpoint, response: Response): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw lost(io, endpoint, error);
  });
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lost(io: Io, endpoint: Endpoint, error: unknown): Error {
  return io.interruption().aborted ? new Interrupted() : unreachable(endpoint, error);
}

function unreachable(endpoint: Endpoint, error: unknown): CliFailure {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new CliFailure(`${endpoint.url} (from ${endpoint.origin}) did not answer in time.`, {
      next: 'try again; if it stays so, look at the output of npm start',
      isPassing: true,
      cause: error,
    });
  }
  const cause = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
  return new CliFailure(`Nothing answers at ${endpoint.url} (from ${endpoint.origin}).`, {
    next: 'start it with npm start, or set WF_URL',
    lines: cause === '' ? [] : [cause],
    isPassing: true,
    cause: error,
  });
}
