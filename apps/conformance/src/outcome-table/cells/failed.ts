import type { Cell } from '../cell.js';

const runs = { join: 'completed', run: 'completed' } as const;
const ways = [
  { row: 'failed for good', end: 'failed', status: 'failed', by: 'a', off: ['a'] },
  { row: 'failed for good with its fallback', end: 'notSaved', status: 'failed', by: 'a', off: ['a', 'a-spare'] },
  { row: 'skipped for a failure before it', end: 'carrier', status: 'skipped', by: 'a-cause', off: ['a-cause'] },
  { row: 'behind a join that failed', end: 'unreachable', status: 'skipped', by: 'a-cause', off: ['a-cause'] },
] as const;

/** An edge that failed, in each of the ways in which a failure comes to a join. */
export const failedCells: readonly Cell[] = ways.flatMap(({ row, end, status, by, off }): Cell[] => {
  const run = `failed BROKEN (${by})`;
  const upstream = { join: 'skipped UPSTREAM_FAILED', run } as const;
  const unreachable = { join: 'skipped JOIN_UNREACHABLE', run } as const;
  return [
    {
      ...{ row, column: 'all', says: 'skips the step at once, a failed edge for its own dependents' },
      ...{ join: 'all', edges: [end, 'live'] },
      comes: { ...upstream, live: 'cancelled RUN_FAILED' },
    },
    {
      ...{ row, column: 'allSettled', says: 'counts, status visible, and the run still fails in the end' },
      ...{ join: 'allSettled', edges: [end, 'completed'] },
      comes: { join: 'completed', run, sees: `${status} completed` },
    },
    {
      ...{ row, column: 'any', says: 'ignored while another edge is live, taken off the run when it fires' },
      ...{ join: 'any', edges: [end, 'completed'] },
      comes: { ...runs, off, sees: `${status} completed` },
    },
    {
      ...{ row, column: 'any', says: 'skips the step when none arrived' },
      ...{ join: 'any', edges: [end, 'failed'] },
      comes: upstream,
    },
    {
      ...{ row, column: 'first', says: 'ignored, taken off the run at the first arrival' },
      ...{ join: 'first', edges: [end, 'completed'], later: ['completed'] },
      comes: { ...runs, off },
    },
    {
      ...{ row, column: 'first', says: 'skips the step as unreachable when none can arrive any more' },
      ...{ join: 'first', edges: [end, 'failed'] },
      comes: unreachable,
    },
    {
      ...{ row, column: 'atLeast 2', says: 'ignored while two can arrive, taken off the run at the second arrival' },
      ...{ join: { atLeast: 2 }, edges: [end, 'completed', 'completed'], later: ['completed'] },
      comes: { ...runs, off },
    },
    {
      ...{ row, column: 'atLeast 2', says: 'skips the step as unreachable at once when too few can arrive' },
      ...{ join: { atLeast: 2 }, edges: [end, 'failed', 'live'] },
      comes: { ...unreachable, live: 'cancelled RUN_FAILED' },
    },
  ];
});
