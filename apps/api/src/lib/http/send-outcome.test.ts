import { describe, expect, it } from 'vitest';
import { outcomeOfFailure, outcomeOfStatus } from './send-outcome.js';

describe('outcomeOfFailure', () => {
  it.each([
    ['refused', 'retry'],
    ['timeout', 'unknown'],
    ['aborted', 'unknown'],
    ['dropped', 'unknown'],
    ['oversized', 'unknown'],
  ] as const)('takes %s for %s', (reason, kind) => {
    expect(outcomeOfFailure(reason, 'm')).toMatchObject({ kind, message: 'm' });
  });
});

describe('outcomeOfStatus', () => {
  it.each([
    [302, { kind: 'rejected', code: 'PROVIDER_REJECTED' }],
    [400, { kind: 'rejected', code: 'PROVIDER_REJECTED' }],
    [401, { kind: 'rejected', code: 'PROVIDER_UNAUTHORIZED' }],
    [403, { kind: 'rejected', code: 'PROVIDER_UNAUTHORIZED' }],
    [408, { kind: 'unknown' }],
    [422, { kind: 'rejected', code: 'PROVIDER_REJECTED' }],
    [500, { kind: 'unknown' }],
    [503, { kind: 'unknown' }],
  ])('takes %d for %j', (status, outcome) => {
    expect(outcomeOfStatus(status, 'm')).toMatchObject(outcome);
  });

  it('keeps the wait that came with a 429', () => {
    expect(outcomeOfStatus(429, 'm', 700)).toEqual({
      kind: 'retry',
      code: 'PROVIDER_RATE_LIMITED',
      message: 'm',
      afterMs: 700,
    });
    expect(outcomeOfStatus(429, 'm')).not.toHaveProperty('afterMs');
  });
});
