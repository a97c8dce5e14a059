import { Logger } from '@nestjs/common';

/** Settings of this door; the defaults serve every host. */
export interface HttpOptions {
  /** Milliseconds between two signs of life on a live stream. */
  readonly heartbeatMs: number;
  /** Milliseconds after which a body must have come whole. */
  readonly bodyTimeoutMs: number;
  /** Milliseconds a client waits before it takes a broken live stream up again. */
  readonly reconnectMs: number;
  /** Whether nobody but this API answers in the application: then every path that no route knows is answered by it. */
  readonly ownsEveryPath: boolean;
  /** Page whose anchors are the error codes: `type` of `application/problem+json`. */
  readonly errorDocs?: string;
}

export const HTTP_OPTIONS = Symbol('workflow:http-options');

export const defaultHttpOptions: HttpOptions = {
  heartbeatMs: 15_000,
  bodyTimeoutMs: 30_000,
  reconnectMs: 2_000,
  ownsEveryPath: false,
};

/** The part of a pino logger that this door uses. */
export interface HttpLogger {
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
}

export const HTTP_LOGGER = Symbol('workflow:http-logger');

/** Writes through Nest's own logger, for hosts that give none. */
export function nestHttpLogger(): HttpLogger {
  const logger = new Logger('WorkflowHttp');
  return {
    warn: (fields, message) => logger.warn({ message, ...fields }),
    error: (fields, message) => logger.error({ message, ...fields }),
  };
}
