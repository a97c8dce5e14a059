import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testRedisUrl } from '@workflow/testing';
import { EngineContender } from './contenders/engine-contender.js';
import { drive, settleDown } from './measures/drive.js';
import { measureParked } from './measures/measure-parked.js';
import { commandGoals, parkedGoal } from './report/goals.js';
import { findShape } from './shapes.js';
import { median } from './statistics.js';
import { totalOf } from './wire/counted.js';
import { between } from './wire/ledger.js';
import { Wire } from './wire/wire.js';

const wire = Wire.install();
let contender: EngineContender;
beforeAll(async () => {
  contender = await EngineContender.boot('inline', testRedisUrl(), wire);
});
afterAll(() => contender.close());

/** Commands for one run, of a batch in which several run at once. */
async function commandsOfBatch(name: string, runs: number): Promise<number> {
  const shape = findShape(name);
  const before = contender.ledger.read();
  await drive(contender, shape, { runs, inFlight: runs });
  await settleDown(contender);
  return totalOf(between(before, contender.ledger.read()).commands) / runs;
}

describe('the commands of a run of one agent', () => {
  it.each([
    ['chain-3', 20],
    ['fan-out-10', 10],
    ['chain-100', 4],
  ])('stay within the bound: %s', async (name, runs) => {
    await contender.prepare(findShape(name));
    await commandsOfBatch(name, runs);
    const counts: number[] = [];
    for (let batch = 0; batch < 5; batch += 1) counts.push(await commandsOfBatch(name, runs));
    expect(median(counts)).toBeLessThanOrEqual(commandGoals[name] ?? 0);
  });
});

describe('a run that is parked in a retry', () => {
  it('stays within its bound of memory', async () => {
    const { bytes } = await measureParked(testRedisUrl(), wire);
    expect(bytes).toBeLessThanOrEqual(parkedGoal);
  });
});
