import { describe, expect, it } from 'vitest';
import { barChart } from './bar-chart.js';
import { growthOf } from './growth.js';
import { writeReport } from './write-report.js';

const years = (...sizes: number[]) => sizes.map((size, index) => ({ year: 2022 + index, size }));

describe('growthOf', () => {
  it.each([
    [years(100, 110, 121), { latest: 121, growth: 10, trend: 'growing' }],
    [years(200, 100), { latest: 100, growth: -50, trend: 'shrinking' }],
    [years(100, 100.5), { latest: 100.5, growth: 0.5, trend: 'steady' }],
    [years(35), { latest: 35, growth: null, trend: 'unknown' }],
    [years(0, 35), { latest: 35, growth: null, trend: 'unknown' }],
  ])('of %j', (series, growth) => {
    expect(growthOf(series)).toEqual(growth);
  });
});

describe('barChart', () => {
  it('draws a bar a year, the largest over the whole height', () => {
    const svg = barChart('Bikes & <vans>', years(50, 100));
    expect(svg.match(/height="\d+"/g)).toEqual(['height="60"', 'height="120"']);
    expect(svg).toContain('<title>Bikes &amp; &lt;vans&gt;</title>');
  });
});

describe('writeReport', () => {
  const section = (name: string, latest: number, comment: string | null = null) => ({
    segment: { id: name, name },
    analysis: { latest, growth: 5, trend: 'growing' as const },
    chart: null,
    comment,
  });

  it('ranks segments by size with their shares, and says how many are missing', () => {
    const { report, ranking } = writeReport('toys', [section('Cars', 25), null, section('Dolls', 75, 'Dolls lead.')]);
    expect(ranking).toEqual([
      { segment: 'Dolls', share: 75 },
      { segment: 'Cars', share: 25 },
    ]);
    expect(report).toContain('## Dolls\n75 M USD, 75 % of what was found, growing by 5 % a year.\nDolls lead.');
    expect(report).toContain('1 of 3 segments could not be researched');
  });

  it('writes of growth only where there is one', () => {
    const only = { ...section('Cars', 25), analysis: { latest: 25, growth: null, trend: 'unknown' as const } };
    expect(writeReport('toys', [only]).report).toContain('25 M USD, 100 % of what was found.');
  });
});
