import type { PatternCase } from '../pattern.js';
import { nameOf, type Cell } from './cell.js';
import { allCells } from './cells/all-cells.js';
import { caseOf } from './play-cell.js';

/** Every cell by its name, with the case that plays it. */
export const allCases: readonly (readonly [name: string, cell: Cell, one: PatternCase])[] = allCells.map(
  (cell, index) => [nameOf(cell), cell, caseOf(cell, `cell-${index + 1}`)] as const,
);
