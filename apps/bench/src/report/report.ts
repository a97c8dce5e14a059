import type { ShapeResult } from '../measures/measure-shape.js';
import type { Figures } from './figure.js';
import type { Machine } from './machine.js';

/** Everything that one bench found; what `--json` prints. */
export interface Report {
  readonly machine: Machine;
  readonly seconds: number;
  readonly shapes: readonly ShapeResult[];
  readonly figures?: Figures;
}
