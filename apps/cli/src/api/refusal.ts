import { CliFailure } from '../failure.js';

/** What the API said when it refused. */
interface Refusal {
  readonly error: string;
  readonly code: string;
  readonly correlationId?: string;
  readonly details?: unknown;
}

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
  NOT_BUILT: 'leave it for now; the documentation says what is built',
};

/** A refusal of the API as a failure that names what to do next. */
export function refusalFrom(status: number, body: unknown, request: string): CliFailure {
  const refusal = readRefusal(body);
  const isPassing = status === 408 || status === 429 || (status >= 500 && status !== 501);
  if (refusal === undefined) {
    return new CliFailure(`${request} answered ${status}, and not in the words of the workflow API.`, {
      isPassing,
      next: 'check WF_URL: it ends in /api, as in http://127.0.0.1:3001/api',
    });
  }
  const lines = detailLines(refusal.details);
  if (status >= 500 && status !== 501 && refusal.correlationId) lines.push(`correlation id ${refusal.correlationId}`);
  const next =
    nextByCode[refusal.code] ??
    (status >= 500 ? 'try again; the correlation id finds the reason in the log' : undefined);
  return new CliFailure(`${refusal.error} (${status})`, { code: refusal.code, lines, next, isPassing });
}

function readRefusal(body: unknown): Refusal | undefined {
  if (!isRecord(body) || typeof body['error'] !== 'string' || typeof body['code'] !== 'string') return undefined;
  const { error, code, correlationId, details } = body;
  return { error, code, details, correlationId: typeof correlationId === 'string' ? correlationId : undefined };
}

/** One line for each problem; anything else of a detail as JSON. */
function detailLines(details: unknown): string[] {
  if (details === undefined || details === null) return [];
  if (!Array.isArray(details)) return [JSON.stringify(details)];
  return details.map((detail: unknown) => {
    if (!isRecord(detail) || typeof detail['message'] !== 'string') return JSON.stringify(detail);
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
