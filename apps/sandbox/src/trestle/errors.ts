import type { Answer } from '../operation.js';

const messages: Record<number, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** Trestle's error body for answers that carry no data. */
export function trestleError(status: number, message = messages[status] ?? 'Error'): Answer {
  const headers: Record<string, string> = status === 429 ? { 'retry-after': '1' } : {};
  return { status, body: { error: { name: messages[status] ?? 'Error', message }, message }, headers };
}

/** The `error` object of an answer that is 200 but incomplete. */
export const partialError = { name: 'InternalError', message: 'Could not retrieve entire response' };
