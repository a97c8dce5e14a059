import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What this door uses of a request, which both adapters have; `raw` is there on Fastify alone. */
export interface HttpRequest {
  readonly raw?: IncomingMessage;
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  readonly url: string;
  readonly originalUrl?: string;
  readonly params?: unknown;
  readonly body?: unknown;
}

/** What this door uses of a response, which both adapters have; `raw` and `hijack` are there on Fastify alone. */
export interface HttpResponse {
  readonly raw?: ServerResponse;
  hijack?(): unknown;
  getHeaders?(): OutgoingHttpHeaders;
  status(code: number): unknown;
}

/** Node's own request, whatever the adapter. */
export function nativeRequest(request: HttpRequest): IncomingMessage {
  return request.raw ?? (request as unknown as IncomingMessage);
}

/** Node's own response, whatever the adapter. */
export function nativeResponse(response: HttpResponse): ServerResponse {
  return response.raw ?? (response as unknown as ServerResponse);
}

/** Path and query as the client sent them, the host's prefix included. */
export function urlOf(request: HttpRequest): string {
  return request.originalUrl ?? request.url;
}

/** The same without the query, which may hold what no log or error body should. */
export function pathOf(request: HttpRequest): string {
  return urlOf(request).split('?', 1)[0] ?? '';
}

/** Aborted when the client goes away before its answer is complete. */
export function clientGone(response: HttpResponse): AbortSignal {
  const native = nativeResponse(response);
  const controller = new AbortController();
  if (native.destroyed) controller.abort();
  native.once('close', () => {
    if (!native.writableFinished) controller.abort();
  });
  return controller.signal;
}
