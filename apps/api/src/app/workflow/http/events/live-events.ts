import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { TimelineEvent } from '@workflow/contract';
import { WorkflowError } from '@workflow/core';
import { nativeResponse, pathOf, type HttpRequest, type HttpResponse } from '../adapter.js';
import { correlationHeader, correlationOf } from '../correlation.js';
import { HTTP_LOGGER, HTTP_OPTIONS, type HttpLogger, type HttpOptions } from '../http-options.js';
import { eventFrame } from './event-frame.js';

export interface LiveRequest {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  /** When the run has ended, an empty answer is 204, which tells a browser to stop asking. */
  readonly hasEnded: boolean;
  readonly events: (signal: AbortSignal) => AsyncIterable<TimelineEvent>;
}

/**
 * Writes a run's events as they happen, on Node's own response, for Nest's streams have no comments to keep a
 * connection alive. A slow reader is waited for; one that goes away ends the source. Shutting down ends every stream,
 * and the client takes it up elsewhere by `Last-Event-ID`.
 */
@Injectable()
export class LiveEvents implements OnModuleDestroy {
  private readonly open = new Set<AbortController>();
  private isClosing = false;

  constructor(
    @Inject(HTTP_OPTIONS) private readonly options: HttpOptions,
    @Inject(HTTP_LOGGER) private readonly logger: HttpLogger,
  ) {}

  /** How many streams this process holds open. */
  get count(): number {
    return this.open.size;
  }

  onModuleDestroy(): void {
    this.isClosing = true;
    for (const controller of this.open) controller.abort();
  }

  /** Resolves when the stream has ended. @throws what the source throws before its first byte; UNAVAILABLE at shutdown */
  async send({ request, response, hasEnded, events }: LiveRequest): Promise<void> {
    // A stream opened now would keep the server from closing.
    if (this.isClosing) throw new WorkflowError('UNAVAILABLE', 'This process is shutting down: connect again.');
    const native = nativeResponse(response);
    const controller = new AbortController();
    const { signal } = controller;
    const abort = () => controller.abort();
    native.once('close', abort);
    if (native.destroyed) abort();
    this.open.add(controller);
    const source = events(signal)[Symbol.asyncIterator]();
    const timer = { heartbeat: undefined as NodeJS.Timeout | undefined };
    try {
      let next = source.next();
      if (hasEnded && (await unlessAborted(next, signal))?.done === true) return this.beginEmpty(request, response);
      this.begin(request, response);
      timer.heartbeat = setInterval(() => native.write(': alive\n\n'), this.options.heartbeatMs);
      for (let event = await unlessAborted(next, signal); event?.done === false;) {
        await write(native, eventFrame(event.value), signal);
        next = source.next();
        event = await unlessAborted(next, signal);
      }
    } catch (error) {
      if (!native.headersSent) throw error;
      this.logger.warn(
        { err: error, correlationId: correlationOf(request), path: pathOf(request) },
        'live events broke off',
      );
    } finally {
      clearInterval(timer.heartbeat);
      this.open.delete(controller);
      native.off('close', abort);
      controller.abort();
      source.return?.().catch(() => undefined);
      if (native.headersSent) native.end();
    }
  }

  private begin(request: HttpRequest, response: HttpResponse): void {
    this.head(request, response, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // Some proxies collect an answer before they pass it on.
      'x-accel-buffering': 'no',
    });
    nativeResponse(response).write(`retry: ${this.options.reconnectMs}\n\n`);
  }

  private beginEmpty(request: HttpRequest, response: HttpResponse): void {
    this.head(request, response, 204, {});
  }

  private head(request: HttpRequest, response: HttpResponse, status: number, headers: Record<string, string>): void {
    const set = response.getHeaders?.() ?? {};
    response.hijack?.();
    nativeResponse(response).writeHead(status, { ...set, ...headers, [correlationHeader]: correlationOf(request) });
  }
}

/** What the source gives next; undefined once the stream is to end, though the source may hang. */
async function unlessAborted<T>(next: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  try {
    next.catch(() => undefined);
    return await Promise.race([next, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function write(native: ServerResponse, frame: string, signal: AbortSignal): Promise<void> {
  if (native.write(frame) || signal.aborted) return;
  await once(native, 'drain', { signal }).catch(() => undefined);
}
