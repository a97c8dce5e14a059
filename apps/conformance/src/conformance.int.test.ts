import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contractCases } from './contract-cases.js';
import { judge } from './judge.js';
import { startEngineWay, type EngineWay } from './on-engine.js';
import { onKilled } from './on-killed.js';
import type { Pattern, PatternCase } from './pattern.js';
import { allPatterns } from './patterns/all-patterns.js';
import { runPattern } from './run-patterns.js';

/** The ten that the product is for. */
const first = [1, 2, 3, 4, 5, 6, 9, 16, 29, 30, 32, 40];
const patterns = allPatterns.filter(({ number }) => first.includes(number));

describe('on Redis', () => {
  let engine: EngineWay;
  beforeAll(async () => {
    engine = await startEngineWay();
  });
  afterAll(() => engine.close());

  it.each(patterns)('$number $name', async (pattern) => {
    expect(await runPattern(pattern, engine.run)).toEqual({ verdict: 'pass', found: [] });
  });

  it.each(contractCases)('$name', async (one) => {
    expect(judge(one.expected, await engine.run(one))).toEqual([]);
  });
});

describe('a pattern on a worker that is killed', () => {
  it.concurrent.each([
    [3, { at: 5, when: 'after' }],
    [32, { at: 12, when: 'before' }],
  ] as const)('%i comes out the same', async (number, crash) => {
    const [one] = casesOf(allPatterns.find((pattern) => pattern.number === number));
    const seen = await onKilled(one as PatternCase, crash);
    expect(seen.crashed).toBe(true);
    expect(judge((one as PatternCase).expected, seen)).toEqual([]);
  });
});

function casesOf(pattern: Pattern | undefined): readonly PatternCase[] {
  return pattern !== undefined && 'cases' in pattern ? pattern.cases : [];
}
