/** Longest wait that is taken from a provider: an hour. */
const longestMs = 3_600_000;

/**
 * Milliseconds that a provider asks to wait: `retry-after-ms`, else `retry-after` in seconds or as an HTTP date.
 * Undefined when the headers say nothing readable; never negative, an hour at most.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const precise = number(headers.get('retry-after-ms'));
  if (precise !== undefined) return bounded(precise);
  const text = headers.get('retry-after');
  const seconds = number(text);
  if (seconds !== undefined) return bounded(seconds * 1000);
  // Date.parse takes almost anything, "-5" among it; HTTP dates begin with the day of the week.
  const date = /^[A-Z][a-z]{2,8},? /.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
  return Number.isNaN(date) ? undefined : bounded(date - now);
}

function number(text: string | null): number | undefined {
  return text !== null && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

function bounded(ms: number): number {
  return Math.min(Math.max(0, Math.round(ms)), longestMs);
}
