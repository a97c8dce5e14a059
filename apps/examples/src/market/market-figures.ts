/** One year of a segment, its size in millions of USD. */
export interface YearlySize {
  readonly year: number;
  readonly size: number;
}

interface Segment {
  readonly id: string;
  readonly name: string;
  readonly series: readonly YearlySize[];
}

const series = (...sizes: readonly number[]): YearlySize[] =>
  sizes.map((size, index) => ({ year: 2026 - sizes.length + index, size }));

/** Invented figures, so that every run of the case gives the same report. `freight-drones` has none, `robotaxis` one year. */
export const markets: Readonly<Record<string, readonly Segment[]>> = {
  'electric-mobility': [
    { id: 'e-bikes', name: 'E-bikes', series: series(410, 520, 610, 690) },
    { id: 'vans', name: 'Electric vans', series: series(120, 190, 310, 480) },
    { id: 'freight-drones', name: 'Freight drones', series: [] },
    { id: 'scooters', name: 'Shared scooters', series: series(260, 240, 205, 180) },
    { id: 'robotaxis', name: 'Robotaxis', series: series(35) },
  ],
  'air-mobility': [
    { id: 'air-taxis', name: 'Air taxis', series: [] },
    { id: 'freight-drones', name: 'Freight drones', series: [] },
    { id: 'airships', name: 'Airships', series: series(4, 5) },
  ],
};
