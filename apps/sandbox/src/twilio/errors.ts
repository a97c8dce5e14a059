import type { Answer } from '../operation.js';

const byStatus: Record<number, [code: number, message: string]> = {
  400: [20001, 'Bad request'],
  401: [20003, 'Authenticate'],
  403: [20005, 'Account not active'],
  404: [20404, 'The requested resource was not found'],
  429: [20429, 'Too Many Requests'],
  500: [20500, 'Internal Server Error'],
  503: [20503, 'Service Unavailable'],
};

/** Twilio's error body `{code, message, more_info, status}`. */
export function twilioError(status: number, code?: number, message?: string): Answer {
  const [usualCode, usualMessage] = byStatus[status] ?? [20500, 'Error'];
  const shownCode = code ?? usualCode;
  const body = {
    code: shownCode,
    message: message ?? usualMessage,
    more_info: `https://www.twilio.com/docs/errors/${shownCode}`,
    status,
  };
  const headers: Record<string, string> = status === 401 ? { 'www-authenticate': 'Basic realm="Twilio API"' } : {};
  return { status, body, headers };
}
