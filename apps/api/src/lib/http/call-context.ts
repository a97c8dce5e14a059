/** The part of a logger that a provider client writes to. */
export interface CallLogger {
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
}

/** On whose behalf a provider is called. An agent's context is one. */
export interface CallContext {
  /** Aborts the call. */
  readonly signal: AbortSignal;
  /** Goes out as `x-correlation-id`. */
  readonly correlationId: string;
  /** W3C trace context, goes out as it is. */
  readonly traceparent?: string;
  /** Writes the correlation id on every line by itself: a client that adds it writes the key twice. */
  readonly logger: CallLogger;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Headers that tie a provider's log to ours. */
export function correlationHeaders(context: CallContext): Record<string, string> {
  return {
    'x-correlation-id': context.correlationId,
    ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
  };
}
