import { pino, type DestinationStream, type Logger } from 'pino';

/** Fields whose values never reach a log, wherever they stand one or two levels deep. */
const secretFields = [
  'authorization',
  'cookie',
  'password',
  'token',
  'authToken',
  'apiKey',
  'secret',
  'key',
  'headers',
  'credentials',
];

/** Structured logs, one JSON object a line; secrets are replaced by `[redacted]`. */
export function createLogger(options: { level: string; destination?: DestinationStream }): Logger {
  const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino(
    {
      level: options.level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[redacted]' },
      serializers: { err: errorLine },
    },
    options.destination ?? pino.destination(1),
  );
}

/** What is logged of an error. Never the object: a client's error may hold the request with its credentials. */
function errorLine(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'something that is not an error was thrown' };
  const { name, message, stack } = error;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    name,
    message,
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    stack,
    cause: cause instanceof Error ? { name: cause.name, message: cause.message } : undefined,
  };
}
