import type { Cell } from '../cell.js';

const row = 'the run is cancelled';
const live = 'cancelled RUN_CANCELLED';
const cancelled = { join: live, live, run: live } as const;
const pending = 'the step that has not been decided is cancelled';
const open = 'over an open failure the step is cancelled, and the run with it';

/** An operator cancels the run while an edge is live. */
export const runCancelledCells: readonly Cell[] = (
  [
    { column: 'all', says: pending, join: 'all', edges: ['completed', 'live'], comes: cancelled },
    {
      ...{ column: 'all', says: 'what was skipped before stays so', join: 'all', edges: ['skipped', 'live'] },
      comes: { ...cancelled, join: 'skipped DEPENDENCY_SKIPPED' },
    },
    {
      ...{ column: 'all', says: 'under `onDead: run` the step that waits is cancelled', join: 'all', onDead: 'run' },
      ...{ edges: ['skipped', 'live'], comes: cancelled },
    },
    { column: 'allSettled', says: pending, join: 'allSettled', edges: ['completed', 'live'], comes: cancelled },
    { column: 'allSettled', says: open, join: 'allSettled', edges: ['failed', 'live'], comes: cancelled },
    { column: 'any', says: pending, join: 'any', edges: ['completed', 'live'], comes: cancelled },
    { column: 'any', says: open, join: 'any', edges: ['failed', 'live'], comes: cancelled },
    { column: 'first', says: pending, join: 'first', edges: ['live', 'skipped'], comes: cancelled },
    { column: 'first', says: open, join: 'first', edges: ['failed', 'live'], comes: cancelled },
    { column: 'atLeast 2', says: pending, join: { atLeast: 2 }, edges: ['completed', 'live'], comes: cancelled },
    { column: 'atLeast 2', says: open, join: { atLeast: 2 }, edges: ['failed', 'live', 'live'], comes: cancelled },
    {
      column: 'when',
      says: pending,
      join: { when: 'trigger.isWanted == true' },
      edges: ['completed', 'live'],
      comes: cancelled,
    },
    {
      column: 'when',
      says: open,
      join: { when: 'trigger.isWanted == true' },
      edges: ['failed', 'live'],
      comes: cancelled,
    },
  ] as const satisfies readonly Omit<Cell, 'row'>[]
).map((cell) => ({ row, isRunCancelled: true, ...cell }));
