import { describe, expect, it } from 'vitest';
import { errorTable } from './error-table.js';

describe('the error table', () => {
  const entries = Object.entries(errorTable);

  it('has a code in capitals, an HTTP failure and a sentence for every entry', () => {
    for (const [code, { status, meaning }] of entries) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThanOrEqual(599);
      expect(meaning).toMatch(/^[A-Z].+\.$/);
    }
  });

  it('repeats no attempt that the caller, the definition or a refusal is to blame for', () => {
    const repeated = entries.filter(([, { retryable }]) => retryable);
    expect(repeated.map(([code]) => code)).toEqual([
      'TIMEOUT',
      'WORKER_LOST',
      'PROVIDER_UNAVAILABLE',
      'PROVIDER_RATE_LIMITED',
      'PROVIDER_BAD_ANSWER',
      'AGENT_FAILED',
      'CHILD_FAILED',
      'SCHEDULED',
      'QUIET_HOURS',
      'RECIPIENT_LIMIT',
      'SENDER_LIMIT',
      'TEAM_LIMIT',
      'EARLY_CALLBACK',
    ]);
    expect(repeated.every(([, { status }]) => status === 503)).toBe(true);
  });
});
