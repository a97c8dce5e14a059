import { describe, expect, it } from 'vitest';
import { analyseRows } from './analyse-rows.js';

describe('analyseRows', () => {
  it('summarises numbers and counts everything else', () => {
    const rows = [
      { amount: 10, state: 'NY', tags: ['a'], none: null },
      { amount: 20, state: 'NJ', tags: [], none: null },
      { amount: null, state: 'NY', tags: [], none: null },
    ];
    expect(analyseRows(rows)).toEqual({
      rowCount: 3,
      numeric: { amount: { count: 2, min: 10, max: 20, mean: 15, sum: 30 } },
      categories: { state: { NY: 2, NJ: 1 } },
    });
  });

  it('has no figures for no rows', () => {
    expect(analyseRows([])).toEqual({ rowCount: 0, numeric: {}, categories: {} });
  });

  it('lists the 20 commonest values of a column', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ name: `n${index}` }));
    const counts = analyseRows([...rows, { name: 'n29' }]).categories['name'] ?? {};
    expect(Object.keys(counts)).toHaveLength(20);
    expect(counts['n29']).toBe(2);
  });

  it('takes a column of more rows than a call takes arguments', () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => ({ x: index }));
    expect(analyseRows(rows).numeric['x']).toMatchObject({ min: 0, max: 199_999, count: 200_000 });
  });
});
