import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contractCases } from './contract-cases.js';
import { judge } from './judge.js';
import { onKit } from './on-kit.js';
import { allPatterns } from './patterns/all-patterns.js';
import { runPattern } from './run-patterns.js';
import { parsePatterns, renderPatterns, type Row } from './table.js';

const supported = allPatterns.filter((pattern) => 'cases' in pattern);

describe('the patterns in memory', () => {
  it.each(supported)('$number $name', async (pattern) => {
    expect(await runPattern(pattern, onKit)).toEqual({ verdict: 'pass', found: [] });
  });

  it('are the 43, each once', () => {
    expect(allPatterns.map(({ number }) => number)).toEqual(Array.from({ length: 43 }, (_, index) => index + 1));
  });
});

describe('in memory, as on Redis', () => {
  it.each(contractCases)('$name', async (one) => {
    expect(judge(one.expected, await onKit(one))).toEqual([]);
  });
});

describe('docs/patterns.md', () => {
  const text = readFileSync(new URL('../../../docs/patterns.md', import.meta.url), 'utf8');

  it('is what the command writes, with what the first way comes to now', async () => {
    const written = parsePatterns(text);
    const rows = new Map<number, Row>();
    for (const pattern of allPatterns) {
      const { verdict } = await runPattern(pattern, onKit);
      rows.set(pattern.number, { ...(written.get(pattern.number) as Row), kit: verdict });
    }
    expect(text).toBe(renderPatterns(allPatterns, rows));
  });
});
