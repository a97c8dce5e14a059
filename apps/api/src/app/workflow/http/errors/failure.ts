import { HttpException } from '@nestjs/common';
import { errorTable, WorkflowError, type ErrorCode } from '@workflow/core';

/** What an answer says of something that was thrown. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly retryAfterS?: number;
}

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'INVALID_REQUEST',
  429: 'RATE_LIMITED',
  501: 'NOT_BUILT',
  503: 'UNAVAILABLE',
};

/** Seconds after which a caller may try again, for codes that pass by themselves. */
const retryAfter: Readonly<Partial<Record<string, number>>> = { STATE_FULL: 30, UNAVAILABLE: 5, RATE_LIMITED: 5 };

/**
 * What may be told of anything that was thrown: a `WorkflowError` by the error table, Nest's and the adapters' errors
 * by their status, all else as `INTERNAL` without its message.
 */
export function describeFailure(thrown: unknown): Failure {
  if (thrown instanceof WorkflowError) return describeOwn(thrown);
  if (thrown instanceof HttpException) return describeStatus(thrown.getStatus(), thrown.message);
  if (thrown instanceof URIError) return describeStatus(400, 'The path is not well formed.');
  if (thrown instanceof Error) {
    const { statusCode, status } = thrown as { statusCode?: unknown; status?: unknown };
    const found = typeof statusCode === 'number' ? statusCode : status;
    // What an adapter throws at 5xx may hold anything; at 4xx it speaks of the request.
    if (typeof found === 'number' && found >= 400 && found < 500) return describeStatus(found);
  }
  return internal();
}

function describeOwn(error: WorkflowError): Failure {
  if (!Object.hasOwn(errorTable, error.code) || error.code === 'INTERNAL') return internal();
  const wish = (error as { retryAfterMs?: unknown }).retryAfterMs;
  const retryAfterS = typeof wish === 'number' ? Math.ceil(wish / 1_000) : retryAfter[error.code];
  return { status: error.httpStatus, code: error.code, message: error.message, details: error.details, retryAfterS };
}

function describeStatus(status: number, message?: string): Failure {
  const code = codeOfStatus[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL');
  if (code === 'INTERNAL') return internal();
  return { status, code, message: message ?? errorTable[code].meaning, retryAfterS: retryAfter[code] };
}

function internal(): Failure {
  return { status: 500, code: 'INTERNAL', message: errorTable.INTERNAL.meaning };
}
