import type { Answer } from '../operation.js';

const byStatus: Record<number, [type: string, code: string | null, message: string]> = {
  400: ['invalid_request_error', null, 'Invalid request.'],
  401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.'],
  403: ['invalid_request_error', 'unsupported_country_region_territory', 'Forbidden.'],
  404: ['invalid_request_error', null, 'Not found.'],
  429: ['requests', 'rate_limit_exceeded', 'Rate limit reached. Please try again in 1s.'],
  500: ['server_error', null, 'The server had an error while processing your request.'],
  503: ['service_unavailable_error', 'server_is_overloaded', 'The server is overloaded. Please try again later.'],
};

/** OpenAI's error body `{error: {message, type, param, code}}`, all four always there. */
export function openAiError(status: number, changes: Partial<Record<'message' | 'param', string>> = {}): Answer {
  const [type, code, message] = byStatus[status] ?? ['server_error', null, 'Error.'];
  const headers: Record<string, string> = status === 429 ? { 'retry-after': '1' } : {};
  return { status, body: { error: { message, type, param: null, code, ...changes } }, headers };
}

/** The 429 that waiting does not heal. */
export function quotaError(): Answer {
  const message = 'You exceeded your current quota, please check your plan and billing details.';
  return {
    status: 429,
    body: { error: { message, type: 'insufficient_quota', param: null, code: 'insufficient_quota' } },
  };
}
