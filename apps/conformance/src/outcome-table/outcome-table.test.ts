import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../judge.js';
import { onKit } from '../on-kit.js';
import { allCases } from './all-cases.js';
import { allCells } from './cells/all-cells.js';
import { expectationOf, tell } from './play-cell.js';
import { renderCells } from './render-cells.js';

describe('the outcome table', () => {
  it.each(allCases)('%s — on the rules', async (_, cell, one) => {
    const seen = await onKit(one);
    expect(tell(cell, seen)).toEqual(expectationOf(cell));
    expect(judge(one.expected, seen)).toEqual([]);
  });

  it('names every cell once', () => {
    expect(new Set(allCases.map(([name]) => name)).size).toBe(allCases.length);
  });
});

// WRITE_JOINS=1 npx vitest run --project unit apps/conformance/src/outcome-table
it('is the one that docs/joins.md shows', () => {
  const document = new URL('../../../../docs/joins.md', import.meta.url);
  if (process.env['WRITE_JOINS'] === '1') writeFileSync(document, renderCells(allCells));
  expect(readFileSync(document, 'utf8')).toBe(renderCells(allCells));
});
