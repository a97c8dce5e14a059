import type { Cell } from '../cell.js';

const row = 'every edge dead';
const skips = 'the step is skipped, and so on down the line';
const runs = 'under `onDead: run` the step runs';
const fails = 'under `onDead: fail` the step fails';
const skipped = { join: 'skipped DEPENDENCY_SKIPPED', run: 'completed' } as const;
const ran = { join: 'completed', run: 'completed', sees: 'skipped cancelled' } as const;
const failed = { join: 'failed DEPENDENCY_SKIPPED', run: 'failed DEPENDENCY_SKIPPED (join)' } as const;

/** These wait for the last edge. */
const patient = [
  { column: 'allSettled', join: 'allSettled' },
  { column: 'any', join: 'any' },
  { column: 'first', join: 'first' },
] as const;

/** For these the first dead edge of two is enough. */
const hasty = [
  { column: 'all', join: 'all' },
  { column: 'atLeast 2', join: { atLeast: 2 } },
] as const;

/** No edge of the join is left. */
export const allDeadCells: readonly Cell[] = [
  ...hasty.flatMap((one): Cell[] => [
    { row, ...one, says: skips, edges: ['skipped'], later: ['stopped'], comes: skipped },
    { row, ...one, says: runs, onDead: 'run', edges: ['skipped', 'stopped'], comes: ran },
    {
      ...{ row, ...one, says: fails, onDead: 'fail', edges: ['skipped', 'live'] },
      comes: { ...failed, live: 'cancelled RUN_FAILED' },
    },
  ]),
  ...patient.flatMap((one): Cell[] => [
    { row, ...one, says: skips, edges: ['skipped', 'stopped'], comes: skipped },
    { row, ...one, says: runs, onDead: 'run', edges: ['skipped', 'stopped'], comes: ran },
    { row, ...one, says: fails, onDead: 'fail', edges: ['skipped', 'stopped'], comes: failed },
  ]),
];
