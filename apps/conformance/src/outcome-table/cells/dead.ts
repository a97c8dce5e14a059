import type { Cell } from '../cell.js';

const runs = { join: 'completed', run: 'completed' } as const;
const skipped = { join: 'skipped DEPENDENCY_SKIPPED', run: 'completed' } as const;
const fails = {
  join: 'failed DEPENDENCY_SKIPPED',
  live: 'cancelled RUN_FAILED',
  beside: 'cancelled RUN_FAILED',
  run: 'failed DEPENDENCY_SKIPPED (join)',
} as const;
const ways = [
  { row: 'skipped by its condition', end: 'skipped', status: 'skipped' },
  { row: 'target of an untaken branch', end: 'untaken', status: 'skipped' },
  { row: 'skipped for a dead dependency', end: 'orphaned', status: 'skipped' },
  { row: 'skipped by its milestone', end: 'expired', status: 'skipped' },
  { row: 'a fallback that was not needed', end: 'unneeded', status: 'skipped' },
  { row: 'cancelled by a join', end: 'beaten', status: 'cancelled' },
  { row: 'cancelled by a step', end: 'stopped', status: 'cancelled' },
] as const;

/** A dead edge, by each of the ways in which a step is skipped or cancelled. */
export const deadCells: readonly Cell[] = ways.flatMap(({ row, end, status }): Cell[] => [
  {
    ...{ row, column: 'all', says: 'skips the step at once, and so on down the line' },
    ...{ join: 'all', edges: [end], later: ['completed'] },
    comes: skipped,
  },
  {
    ...{ row, column: 'all', says: 'under `onDead: run` the step runs once no edge is live' },
    ...{ join: 'all', onDead: 'run', edges: [end, 'completed'] },
    comes: { ...runs, sees: `${status} completed` },
  },
  {
    ...{ row, column: 'all', says: 'under `onDead: fail` the step fails at once' },
    ...{ join: 'all', onDead: 'fail', edges: [end, 'live'] },
    comes: fails,
  },
  {
    ...{ row, column: 'allSettled', says: 'counts, status visible' },
    ...{ join: 'allSettled', edges: [end, 'completed'] },
    comes: { ...runs, sees: `${status} completed` },
  },
  {
    ...{ row, column: 'any', says: 'ignored' },
    ...{ join: 'any', edges: [end, 'completed'] },
    comes: { ...runs, sees: `${status} completed` },
  },
  {
    ...{ row, column: 'any', says: 'as the last live edge fires the join of what arrived' },
    ...{ join: 'any', edges: ['completed', end] },
    comes: { ...runs, sees: `completed ${status}` },
  },
  {
    ...{ row, column: 'first', says: 'ignored' },
    ...{ join: 'first', edges: [end, 'completed'], later: ['completed'] },
    comes: runs,
  },
  {
    ...{ row, column: 'atLeast 2', says: 'ignored while two can arrive' },
    ...{ join: { atLeast: 2 }, edges: [end, 'completed', 'completed'], later: ['completed'] },
    comes: runs,
  },
  {
    ...{
      row,
      column: 'atLeast 2',
      says: 'shrinks what can be reached, and skips the step as soon as that is too little',
    },
    ...{ join: { atLeast: 2 }, edges: ['skipped', end], later: ['completed'] },
    comes: skipped,
  },
  {
    ...{
      row,
      column: 'atLeast 2',
      says: 'when too few can arrive, under `onDead: run` the step runs once no edge is live',
    },
    ...{ join: { atLeast: 2 }, onDead: 'run', edges: ['skipped', end, 'completed'] },
    comes: { ...runs, sees: `skipped ${status} completed` },
  },
  {
    ...{ row, column: 'atLeast 2', says: 'when too few can arrive, under `onDead: fail` the step fails at once' },
    ...{ join: { atLeast: 2 }, onDead: 'fail', edges: ['skipped', end, 'live'] },
    comes: fails,
  },
]);
