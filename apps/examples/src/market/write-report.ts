import type { Growth } from './growth.js';

/** What was found of one segment. */
export interface Section {
  readonly segment: { readonly id: string; readonly name: string };
  readonly analysis: Growth;
  /** An SVG document, where there was something to draw. */
  readonly chart: string | null;
  /** What a model said of the figures, where it answered. */
  readonly comment: string | null;
}

export interface MarketReport {
  /** In Markdown. */
  readonly report: string;
  /** Largest first; shares in per cent of what was found. */
  readonly ranking: readonly { readonly segment: string; readonly share: number }[];
}

/** The report over all segments; null stands for one of which nothing was found. */
export function writeReport(market: string, sections: readonly (Section | null)[]): MarketReport {
  const found = sections
    .filter((section) => section !== null)
    .toSorted((a, b) => b.analysis.latest - a.analysis.latest);
  const total = found.reduce((sum, { analysis }) => sum + analysis.latest, 0);
  const shareOf = ({ analysis }: Section) => Math.round((analysis.latest / total) * 100);
  const lines = found.flatMap((section) => [
    '',
    `## ${section.segment.name}`,
    `${section.analysis.latest} M USD, ${shareOf(section)} % of what was found${growthWords(section.analysis)}.`,
    ...(section.comment === null ? [] : [section.comment]),
  ]);
  const missing = sections.length - found.length;
  const gaps = missing === 0 ? [] : ['', `${missing} of ${sections.length} segments could not be researched.`];
  return {
    report: [`# Market report: ${market}`, ...lines, ...gaps].join('\n'),
    ranking: found.map((section) => ({ segment: section.segment.name, share: shareOf(section) })),
  };
}

function growthWords({ growth, trend }: Growth): string {
  return growth === null ? '' : `, ${trend} by ${Math.abs(growth)} % a year`;
}
