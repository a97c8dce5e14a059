import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../judge.js';
import { startEngineWay, type EngineWay } from '../on-engine.js';
import type { Observation } from '../pattern.js';
import { allCases } from './all-cases.js';
import { expectationOf, tell } from './play-cell.js';

/** Cells that are under way at once, on the one engine; with more they wait for each other's looks at the timeline. */
const atOnce = 6;

describe('the outcome table', () => {
  let engine: EngineWay;
  const runs = new Map<string, Promise<Observation>>();

  beforeAll(async () => {
    engine = await startEngineWay();
    const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
    for (const [index, [name, , one]] of allCases.entries()) {
      const run = (lanes[index % atOnce] as Promise<unknown>).then(() => engine.run(one));
      runs.set(name, run);
      lanes[index % atOnce] = run.catch(() => undefined);
    }
  });
  afterAll(() => engine.close());

  it.each(allCases)('%s — on Redis', async (name, cell, one) => {
    const seen = await (runs.get(name) as Promise<Observation>);
    expect(tell(cell, seen)).toEqual(expectationOf(cell));
    expect(judge(one.expected, seen)).toEqual([]);
  });
});
