import type { Cell } from '../cell.js';

const runs = { join: 'completed', run: 'completed' } as const;
const ways = [
  { row: 'completed', end: 'completed', status: 'completed' },
  { row: 'failed with `continue`', end: 'continued', status: 'failed' },
  { row: 'saved by its fallback', end: 'saved', status: 'failed' },
] as const;

/** An edge that arrived, in each of the three ways. */
export const arrivedCells: readonly Cell[] = ways.flatMap(({ row, end, status }): Cell[] => [
  {
    ...{ row, column: 'all', says: 'counts, and the step runs once every edge has arrived' },
    ...{ join: 'all', edges: [end, 'completed', end] },
    comes: { ...runs, sees: `${status} completed ${status}` },
  },
  {
    ...{ row, column: 'allSettled', says: 'counts, and the step runs once every edge has ended' },
    ...{ join: 'allSettled', edges: [end, 'skipped', 'completed'] },
    comes: { ...runs, sees: `${status} skipped completed` },
  },
  {
    ...{ row, column: 'any', says: 'counts, and is enough once no edge is live' },
    ...{ join: 'any', edges: [end, 'skipped'] },
    comes: { ...runs, sees: `${status} skipped` },
  },
  {
    ...{ row, column: 'any', says: 'does not fire before the last live edge has ended' },
    ...{ join: 'any', edges: [end, 'completed'] },
    comes: { ...runs, sees: `${status} completed` },
  },
  {
    ...{ row, column: 'first', says: 'fires, and the other edges run on' },
    ...{ join: 'first', edges: [end], later: ['completed'] },
    comes: runs,
  },
  {
    ...{ row, column: 'atLeast 2', says: 'counts, and fires as the second' },
    ...{ join: { atLeast: 2 }, edges: ['completed', end], later: ['completed'] },
    comes: runs,
  },
]);
