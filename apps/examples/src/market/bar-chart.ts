import type { YearlySize } from './market-figures.js';

const [barWidth, gap, height, margin] = [48, 16, 120, 20];

/** Bars over years as an SVG document: the same series gives the same text. It has one year at least. */
export function barChart(title: string, series: readonly YearlySize[]): string {
  const most = Math.max(...series.map(({ size }) => size), 1);
  const width = gap + series.length * (barWidth + gap);
  const bars = series.map(({ year, size }, index) => {
    const x = gap + index * (barWidth + gap);
    const tall = Math.round((size / most) * height);
    const top = margin + height - tall;
    const middle = x + barWidth / 2;
    return (
      `<rect x="${x}" y="${top}" width="${barWidth}" height="${tall}"/>` +
      `<text x="${middle}" y="${top - 4}">${size}</text><text x="${middle}" y="${margin + height + 14}">${year}</text>`
    );
  });
  const label = `<title>${escaped(title)}</title>`;
  const style = 'font-family="sans-serif" font-size="11" text-anchor="middle"';
  const size = `viewBox="0 0 ${width} ${height + 2 * margin}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${style}>${label}${bars.join('')}</svg>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>]/g, (character) => entities[character] ?? '');
}
