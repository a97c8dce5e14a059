import { uniquePrefix } from '@workflow/testing';
import { beforeEach, expect, it, vi } from 'vitest';
import { orders } from './orders/orders.case.js';
import { runCase } from './run-case.js';

beforeEach(() => void vi.stubEnv('LOG_LEVEL', 'silent'));

it('prints each step, what was undone, the report, the outputs and how the world stands', async () => {
  const lines: string[] = [];
  const run = await runCase(orders, 'not-served', (line) => void lines.push(line), uniquePrefix());
  expect(run.status).toBe('failed');
  for (const wanted of [
    /^started +wr_.* on \{"order":"o-7001"/,
    /^ {2}ship +failed +COUNTRY_NOT_SERVED/,
    /^ {2}charge +undone$/,
    /^report: failed in/,
    /^output +told: false$/,
    /^charge +ch_1 20300 refunded$/,
  ]) {
    expect(lines).toContainEqual(expect.stringMatching(wanted));
  }
});

it('names the inputs that there are, and starts nothing', async () => {
  const refused = runCase(orders, 'nope', () => {}, uniquePrefix());
  await expect(refused).rejects.toThrow(/The case orders has no inputs nope; it has declined, .*usual/);
});
