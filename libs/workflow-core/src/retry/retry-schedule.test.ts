import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetry, type RetryPolicy } from '../definition/definition.js';
import { decideRetry, delayBefore, type AttemptFailure } from './retry-schedule.js';

const after = (made: number, failure: Partial<AttemptFailure> = {}, policy: Partial<RetryPolicy> = {}, elapsedMs = 0) =>
  decideRetry({ ...defaultRetry, ...policy }, { code: 'AGENT_FAILED', ...failure }, { made, elapsedMs, random: 0 });

describe('the default schedule', () => {
  it('waits one second, then two, then stops', () => {
    expect([1, 2, 3].map((made) => after(made))).toEqual([
      { kind: 'retry', delayMs: 1_000 },
      { kind: 'retry', delayMs: 2_000 },
      { kind: 'stop', why: 'attempts' },
    ]);
  });
});

describe('delayBefore', () => {
  const delays = (policy: Partial<RetryPolicy>, random = 0) =>
    [2, 3, 4, 5].map((attempt) => delayBefore({ ...defaultRetry, ...policy }, attempt, random));

  it('stays the same when the backoff is fixed', () => {
    expect(delays({ backoff: 'fixed', delay: 700 })).toEqual([700, 700, 700, 700]);
  });

  it('grows by its factor up to maxDelay', () => {
    expect(delays({ delay: 100, factor: 3, maxDelay: 1_000 })).toEqual([100, 300, 900, 1_000]);
  });

  it('takes away up to its share of jitter, after the cap, in whole milliseconds', () => {
    expect(delays({ jitter: 0.5 }, 1)).toEqual([500, 1_000, 2_000, 4_000]);
    expect(delays({ jitter: 0.5, delay: 333 }, 0.5)).toEqual([250, 500, 999, 1_998]);
    expect(delays({ jitter: 1, maxDelay: 1_000 }, 1)).toEqual([0, 0, 0, 0]);
    expect(delays({ jitter: 0 }, 1)).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('is a span from 0 to maxDelay for every policy that can be written', () => {
    const policy = fc.record({
      attempts: fc.constant(1_000),
      backoff: fc.constantFrom('exponential' as const, 'fixed' as const),
      delay: fc.oneof(fc.constant(0), fc.nat(2_147_483_647)),
      factor: fc.double({ min: 1, max: 1_000, noNaN: true }),
      maxDelay: fc.nat(2_147_483_647),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(policy, fc.integer({ min: 2, max: 1_000 }), random, (found, attempt, drawn) => {
        const delay = delayBefore(found, attempt, drawn);
        return Number.isInteger(delay) && delay >= 0 && delay <= found.maxDelay;
      }),
    );
  });

  it('stays 0 for a delay of 0, however often it grew', () => {
    expect(delayBefore({ ...defaultRetry, attempts: 1_000, delay: 0, factor: 1_000 }, 1_000, 0)).toBe(0);
  });
});

describe('what is retried', () => {
  it.each(['TIMEOUT', 'PROVIDER_UNAVAILABLE', 'AGENT_FAILED', 'A_CODE_OF_AN_AGENT', 'constructor'])('%s is', (code) => {
    expect(after(1, { code })).toEqual({ kind: 'retry', delayMs: 1_000 });
  });

  it.each(['PROVIDER_REJECTED', 'INVALID_INPUT', 'EXPR_TYPE'])('%s is not', (code) => {
    expect(after(1, { code })).toEqual({ kind: 'stop', why: 'terminal' });
  });

  it('is what the error itself says, before its code', () => {
    expect(after(1, { code: 'TIMEOUT', retryable: false })).toEqual({ kind: 'stop', why: 'terminal' });
    expect(after(1, { code: 'INVALID_INPUT', retryable: true }).kind).toBe('retry');
  });

  it('is narrowed by on, which makes nothing terminal retryable', () => {
    const on = ['PROVIDER_UNAVAILABLE', 'INVALID_INPUT'];
    expect(after(1, { code: 'PROVIDER_UNAVAILABLE' }, { on }).kind).toBe('retry');
    expect(after(1, { code: 'TIMEOUT' }, { on })).toEqual({ kind: 'stop', why: 'terminal' });
    expect(after(1, { code: 'INVALID_INPUT' }, { on })).toEqual({ kind: 'stop', why: 'terminal' });
  });

  it('is a lost worker, whatever on and the error say, as long as there are attempts', () => {
    const lost = { code: 'WORKER_LOST', retryable: false };
    expect(after(1, lost, { on: ['TIMEOUT'] })).toEqual({ kind: 'retry', delayMs: 1_000 });
    expect(after(3, lost)).toEqual({ kind: 'stop', why: 'attempts' });
  });

  it('ends with the attempts, one when there is to be no other', () => {
    expect(after(1, {}, { attempts: 1 })).toEqual({ kind: 'stop', why: 'attempts' });
    expect(after(9, {}, { attempts: 10 }).kind).toBe('retry');
  });
});

describe('maxElapsed', () => {
  it('lets no attempt begin after it, the delay counted', () => {
    const policy = { maxElapsed: 5_000 };
    expect(after(1, {}, policy, 4_000)).toEqual({ kind: 'retry', delayMs: 1_000 });
    expect(after(1, {}, policy, 4_001)).toEqual({ kind: 'stop', why: 'elapsed' });
    expect(after(1, { retryAfterMs: 5_001 }, policy)).toEqual({ kind: 'stop', why: 'elapsed' });
  });
});

describe("the provider's own wish", () => {
  it('is honoured when it is longer than the schedule, even beyond maxDelay', () => {
    expect(after(1, { retryAfterMs: 90_000 })).toEqual({ kind: 'retry', delayMs: 90_000 });
    expect(after(1, { retryAfterMs: 10 })).toEqual({ kind: 'retry', delayMs: 1_000 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1])(
    'counts for nothing when it is %s: an agent may have read it from anywhere',
    (retryAfterMs) => {
      expect(after(1, { retryAfterMs })).toEqual({ kind: 'retry', delayMs: 1_000 });
    },
  );

  it('is cut to the longest span of the language, so that it is always a date', () => {
    expect(after(1, { retryAfterMs: 1e300 })).toEqual({ kind: 'retry', delayMs: 2_147_483_647 });
    expect(after(1, { retryAfterMs: 1_500.7 })).toEqual({ kind: 'retry', delayMs: 1_501 });
  });
});
