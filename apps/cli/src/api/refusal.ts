import { CliFailure } from '../failure.js';

/** What the API said when it refused. */
interface Refusal {
  readonly error: string;
  readonly code: string;
  readonly correlationId?: string;
  readonly details?: unknown;
}

const checkUrl = 'check WF_URL: it ends in /api, as in http://127.0.0.1:3001/api';

const nextByCode: Readonly<Record<string, string>> = {
  UNAUTHORIZED: 'set WF_API_KEY to a key of your team (npm start prints the one of the demo team)',
  FORBIDDEN: 'use a key of the right team and role in WF_API_KEY',
  NOT_FOUND: 'check the id (wf list shows the runs of your team)',
  CONFLICT: 'look at the state that was found (wf get RUN)',
  INVALID_DEFINITION: 'mend the definition (wf validate FILE shows line and column)',
  INVALID_TRIGGER: 'give each field with --input name=text or --input name:=json, or all of them with --inputs FILE',
  IDEMPOTENCY_KEY_REUSED: 'take another --key, or send the same inputs as before',
  PAYLOAD_TOO_LARGE: 'send less',
  RATE_LIMITED: 'wait a little, then try again',
  STATE_FULL: 'free some room in Redis, then try again',
  INVALID_REQUEST: 'give it as the message says (--help of the verb shows what it takes)',
  NOT_BUILT: 'leave it for now; the documentation says what is built',
};

/**
 * A refusal of the API as a failure that names what to do next. `apiUrl` is what `request` begins at: where that is not the
 * API's own root, its "not found" says nothing of an id.
 */
export function refusalFrom(status: number, body: unknown, request: string, apiUrl?: string): CliFailure {
  const refusal = readRefusal(body);
  const isPassing = status === 408 || status === 429 || (status >= 500 && status !== 501);
  if (refusal === undefined) {
    return new CliFailure(`${request} answered ${status}, and not in the words of the workflow API.`, {
      isPassing,
      next: checkUrl,
    });
  }
  const lines = detailLines(refusal);
  if (status >= 500 && status !== 501 && refusal.correlationId) lines.push(`correlation id ${refusal.correlationId}`);
  return new CliFailure(`${refusal.error} (${status})`, {
    code: refusal.code,
    lines,
    isPassing,
    next: nextOf(status, refusal, apiUrl),
  });
}

function nextOf(status: number, { code }: Refusal, apiUrl: string | undefined): string | undefined {
  if (code === 'NOT_FOUND' && apiUrl !== undefined && !apiUrl.endsWith('/api')) return checkUrl;
  return nextByCode[code] ?? (status >= 500 ? 'try again; the correlation id finds the reason in the log' : undefined);
}

function readRefusal(body: unknown): Refusal | undefined {
  if (!isRecord(body) || typeof body['error'] !== 'string' || typeof body['code'] !== 'string') return undefined;
  const { error, code, correlationId, details } = body;
  return { error, code, details, correlationId: typeof correlationId === 'string' ? correlationId : undefined };
}

/** One line for each problem that the message does not tell already; anything else of a detail as JSON. */
function detailLines({ error, details }: Refusal): string[] {
  if (details === undefined || details === null) return [];
  if (!Array.isArray(details)) return [JSON.stringify(details)];
  return details.flatMap((detail: unknown) => {
    if (!isRecord(detail) || typeof detail['message'] !== 'string') return JSON.stringify(detail);
    if (detail['hint'] === undefined && error.includes(`${String(detail['path'])}: ${detail['message']}`)) return [];
    const hint = typeof detail['hint'] === 'string' ? ` (${detail['hint']})` : '';
    const { line, column, path } = detail;
    const place = typeof line === 'number' && typeof column === 'number' ? `${line}:${column}` : path;
    const words = [place, detail['code'], detail['message']].filter((word) => typeof word === 'string' && word !== '');
    return `${words.join(' ')}${hint}`;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
