import type { HttpRequest } from './adapter.js';
import { correlationHeader, correlationOf } from './correlation.js';
import { errorBody } from './errors/error-body.js';
import { describeFailure } from './errors/failure.js';

interface FastifyReplyLike {
  code(status: number): FastifyReplyLike;
  header(name: string, value: string): FastifyReplyLike;
  send(body: unknown): unknown;
}

/**
 * For `new FastifyAdapter(fastifyOptions)`: parameters as long as our schemas take, and the errors that Fastify's router
 * answers before any hook runs in our shape. A host of its own may leave it out; those errors then keep Fastify's shape.
 */
export const fastifyOptions = {
  routerOptions: { maxParamLength: 16_384 },
  frameworkErrors(error: Error, incoming: object, outgoing: object): void {
    const failure = describeFailure(error);
    const request = incoming as HttpRequest;
    void (outgoing as FastifyReplyLike)
      .code(failure.status)
      .header(correlationHeader, correlationOf(request))
      .header('content-type', 'application/json; charset=utf-8')
      .send(errorBody(failure, request));
  },
};
