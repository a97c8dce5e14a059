import type { Answer } from '../operation.js';

const messages: Record<number, string> = {
  400: 'Invalid request.',
  401: 'Invalid token.',
  402: 'Insufficient credits.',
  403: 'This account is suspended.',
  404: 'Not found.',
  429: 'Request was throttled.',
};

/** Tracerfy's error body. */
export function tracerfyError(status: number, message = messages[status] ?? 'A server error occurred.'): Answer {
  const headers: Record<string, string> = status === 429 ? { 'retry-after': '1' } : {};
  return { status, body: { error: message }, headers };
}
