import type { Answer } from '../operation.js';

const messages: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Insufficient wallet balance',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** SignalHouse's error body. */
export function signalHouseError(status: number, message = messages[status] ?? 'Error'): Answer {
  const headers: Record<string, string> = status === 429 ? { 'retry-after': '1' } : {};
  return { status, body: { statusCode: status, message, error: messages[status] ?? 'Error' }, headers };
}
