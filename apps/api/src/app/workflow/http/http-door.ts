import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WorkflowError } from '@workflow/core';
import { pathOf, type HttpRequest, type HttpResponse } from './adapter.js';
import { BodyDoor, unreadType } from './body/body-door.js';
import { ErrorResponder } from './errors/error-responder.js';
import { HTTP_OPTIONS, type HttpOptions } from './http-options.js';

type Next = (error?: unknown) => void;

/** What is used of a Fastify instance. */
interface FastifyLike {
  addHook(name: 'onRequest', hook: (request: FastifyRequestLike, reply: HttpResponse, done: Next) => void): unknown;
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: unknown, done: (error: null, body: unknown) => void) => void,
  ): unknown;
}
type FastifyRequestLike = HttpRequest & { readonly raw: IncomingMessage; readonly is404: boolean };

/** What is used of an Express application. */
interface ExpressLike {
  use(handler: (request: HttpRequest, response: HttpResponse, next: Next) => void): unknown;
  use(handler: (error: unknown, request: HttpRequest, response: HttpResponse, next: Next) => void): unknown;
}

/**
 * Stands before and behind the router of whichever adapter runs: before it, so that bodies stay unread; behind it, so
 * that a path of ours that no route knows is answered in our shape, and every such path in an application of ours. Without an adapter (worker processes) it does nothing.
 */
@Injectable()
export class HttpDoor implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly bodies: BodyDoor,
    private readonly responder: ErrorResponder,
    @Inject(HTTP_OPTIONS) private readonly options: HttpOptions,
  ) {
    // Nest adds its body parsers after the providers are made, so this is the one moment that comes before them. In
    // a testing module the adapter comes later still, and is announced.
    if (host.httpAdapter) this.standBefore();
    else host.init$.subscribe(() => this.standBefore());
  }

  /** Nest's routes are there by now, its own handlers for errors and unknown paths are not. */
  onModuleInit(): void {
    if (this.type !== 'express') return;
    const app = this.instance<ExpressLike>();
    app.use((request: HttpRequest, response: HttpResponse, next: Next) => {
      if (this.answersUnknown(request)) this.responder.answer(noSuchPath(request), request, response);
      else next();
    });
    app.use((error: unknown, request: HttpRequest, response: HttpResponse, next: Next) => {
      if (this.answersUnknown(request)) this.responder.answer(error, request, response);
      else next(error);
    });
  }

  private standBefore(): void {
    if (this.type === 'express') {
      this.instance<ExpressLike>().use((request: HttpRequest, _response: HttpResponse, next: Next) => {
        this.bodies.claim(request as unknown as IncomingMessage);
        next();
      });
    } else if (this.type === 'fastify') {
      const app = this.instance<FastifyLike>();
      app.addContentTypeParser(unreadType, (_request, payload, done) => done(null, payload));
      app.addHook('onRequest', (request, reply, done) => {
        const isUnknown = request.is404 || (hasEmptyParameter(request) && this.isOurs(request));
        if (isUnknown && this.answersUnknown(request)) {
          this.responder.answer(noSuchPath(request), request, reply);
          return;
        }
        this.bodies.claim(request.raw);
        done();
      });
    }
  }

  private get type(): string | undefined {
    return this.host.httpAdapter?.getType();
  }

  private instance<T>(): T {
    return this.host.httpAdapter.getInstance<T>();
  }

  /** Whether a path that no route knows is for us to answer. */
  private answersUnknown(request: HttpRequest): boolean {
    return this.options.ownsEveryPath || this.isOurs(request);
  }

  private isOurs(request: HttpRequest): boolean {
    return this.bodies.paths.isOurs(pathOf(request));
  }
}

/** Fastify's router lets `/runs//events` through, which Nest then answers in its own shape. */
function hasEmptyParameter({ params }: HttpRequest): boolean {
  return Object.values<unknown>({ ...(params as object | undefined) }).includes('');
}

function noSuchPath(request: HttpRequest): WorkflowError {
  return new WorkflowError('NOT_FOUND', `There is no ${request.method} at this path.`);
}
