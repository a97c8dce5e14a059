import type { YearlySize } from './market-figures.js';

export interface Growth {
  readonly latest: number;
  /** Compound growth a year, in per cent with one decimal; null with fewer than two years. */
  readonly growth: number | null;
  readonly trend: 'growing' | 'shrinking' | 'steady' | 'unknown';
}

/** Growth below this, in per cent a year, is called steady. */
const steadyBelow = 1;

/** What a series in the order of its years says. It has one year at least. */
export function growthOf(series: readonly YearlySize[]): Growth {
  const first = series[0]?.size ?? 0;
  const latest = series.at(-1)?.size ?? 0;
  if (series.length < 2 || first <= 0) return { latest, growth: null, trend: 'unknown' };
  const growth = Math.round(((latest / first) ** (1 / (series.length - 1)) - 1) * 1_000) / 10;
  if (Math.abs(growth) < steadyBelow) return { latest, growth, trend: 'steady' };
  return { latest, growth, trend: growth > 0 ? 'growing' : 'shrinking' };
}
