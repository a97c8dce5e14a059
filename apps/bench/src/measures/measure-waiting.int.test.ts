import { testRedisUrl } from '@workflow/testing';
import { expect, it } from 'vitest';
import { waitingGoals } from '../report/goals.js';
import { Wire } from '../wire/wire.js';
import { measureWaiting } from './measure-waiting.js';
import { isCapped } from './weigh-keys.js';

it('weighs runs that wait for a signal, listens to them while they wait, and wakes them', async () => {
  const load = { runs: 100, settleMs: 0, idleMs: 100, looks: 1, signals: 5 };
  const { bytes, byKind, before, after, signalMs } = await measureWaiting(testRedisUrl(), Wire.install(), load);
  // Of a capped stream ten thousand runs have a small share each, a hundred a large one.
  const own = byKind.filter(([kind]) => !isCapped(kind)).reduce((total, [, of]) => total + of, 0);
  expect(own).toBeGreaterThan(1_024);
  expect(own).toBeLessThanOrEqual(waitingGoals.bytes);
  expect(bytes).toBeGreaterThan(own);
  expect([before, after].every(({ cpuMs }) => cpuMs > 0)).toBe(true);
  expect(signalMs.p99).toBeGreaterThanOrEqual(signalMs.p50);
  expect(signalMs.p50).toBeGreaterThan(0);
});
