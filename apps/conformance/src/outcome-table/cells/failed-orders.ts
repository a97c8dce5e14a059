import type { Cell } from '../cell.js';

const row = 'failed for good';
const runs = { join: 'completed', run: 'completed' } as const;
const upstream = { join: 'skipped UPSTREAM_FAILED', run: 'failed BROKEN (a)' } as const;
const unreachable = { join: 'skipped JOIN_UNREACHABLE', run: 'failed BROKEN (a)' } as const;

/** A failed edge among others, in the orders that could matter, and beside dead ones. */
export const failedOrderCells: readonly Cell[] = [
  {
    ...{ row, column: 'all', says: 'skips the step also as the last edge' },
    ...{ join: 'all', edges: ['completed', 'failed'] },
    comes: { join: 'skipped UPSTREAM_FAILED', run: 'failed BROKEN (b)' },
  },
  {
    ...{ row, column: 'all', says: 'decides at once under `onDead: run` too, while no edge is dead' },
    ...{ join: 'all', onDead: 'run', edges: ['failed', 'live'] },
    comes: { ...upstream, live: 'cancelled RUN_FAILED' },
  },
  {
    ...{ row, column: 'all', says: 'after a dead edge under `onDead: run` skips the step all the same' },
    ...{ join: 'all', onDead: 'run', edges: ['skipped', 'failed'] },
    comes: { join: 'skipped UPSTREAM_FAILED', run: 'failed BROKEN (b)' },
  },
  {
    ...{ row, column: 'allSettled', says: 'as the last edge lets the step run as well' },
    ...{ join: 'allSettled', edges: ['completed', 'failed'] },
    comes: { join: 'completed', run: 'failed BROKEN (b)', sees: 'completed failed' },
  },
  {
    ...{ row, column: 'allSettled', says: 'lets the step run even when every edge failed' },
    ...{ join: 'allSettled', edges: ['failed', 'failed'] },
    comes: { join: 'completed', run: 'failed BROKEN (a)', sees: 'failed failed' },
  },
  {
    ...{ row, column: 'allSettled', says: 'lets the step run beside a dead edge' },
    ...{ join: 'allSettled', edges: ['failed', 'skipped'] },
    comes: { join: 'completed', run: 'failed BROKEN (a)', sees: 'failed skipped' },
  },
  {
    ...{ row, column: 'any', says: 'after an arrival fires the join, and is taken off the run' },
    ...{ join: 'any', edges: ['completed', 'failed'] },
    comes: { ...runs, off: ['b'], sees: 'completed failed' },
  },
  {
    ...{ row, column: 'any', says: 'taken off the run when the last live edge is dead after an arrival' },
    ...{ join: 'any', edges: ['failed', 'completed', 'skipped'] },
    comes: { ...runs, off: ['a'], sees: 'failed completed skipped' },
  },
  {
    ...{ row, column: 'any', says: 'skips the step when the last live edge is dead without an arrival' },
    ...{ join: 'any', edges: ['failed', 'skipped'] },
    comes: upstream,
  },
  {
    ...{ row, column: 'any', says: 'after a dead edge skips the step' },
    ...{ join: 'any', edges: ['skipped', 'failed'] },
    comes: { join: 'skipped UPSTREAM_FAILED', run: 'failed BROKEN (b)' },
  },
  {
    ...{ row, column: 'any', says: 'beside a dead edge skips the step under `onDead: run` too' },
    ...{ join: 'any', onDead: 'run', edges: ['failed', 'skipped'] },
    comes: upstream,
  },
  {
    ...{ row, column: 'first', says: 'taken off the run also where it comes after the first arrival' },
    ...{ join: 'first', edges: ['completed'], later: ['failed'] },
    comes: { ...runs, off: ['b'] },
  },
  {
    ...{ row, column: 'first', says: 'skips the step as unreachable when the last live edge is dead' },
    ...{ join: 'first', edges: ['failed', 'skipped'] },
    comes: unreachable,
  },
  {
    ...{ row, column: 'first', says: 'after a dead edge skips the step as unreachable' },
    ...{ join: 'first', edges: ['skipped', 'failed'] },
    comes: { join: 'skipped JOIN_UNREACHABLE', run: 'failed BROKEN (b)' },
  },
  {
    ...{ row, column: 'atLeast 2', says: 'between two arrivals is taken off the run at the second' },
    ...{ join: { atLeast: 2 }, edges: ['completed', 'failed', 'completed'] },
    comes: { ...runs, off: ['b'], sees: 'completed failed completed' },
  },
  {
    ...{ row, column: 'atLeast 2', says: 'taken off the run also where it comes after the second arrival' },
    ...{ join: { atLeast: 2 }, edges: ['completed', 'completed'], later: ['failed'] },
    comes: { ...runs, off: ['c'] },
  },
  {
    ...{ row, column: 'atLeast 2', says: 'skips the step as unreachable when the last live edge is dead' },
    ...{ join: { atLeast: 2 }, edges: ['completed', 'failed', 'skipped'] },
    comes: { join: 'skipped JOIN_UNREACHABLE', run: 'failed BROKEN (b)' },
  },
  {
    ...{ row, column: 'atLeast 2', says: 'and then a dead edge: too few can arrive, the step is skipped at once' },
    ...{ join: { atLeast: 2 }, edges: ['failed', 'skipped', 'live'] },
    comes: { ...unreachable, live: 'cancelled RUN_FAILED' },
  },
  {
    ...{ row, column: 'atLeast 2', says: 'after a dead edge: too few can arrive, the step is skipped at once' },
    ...{ join: { atLeast: 2 }, edges: ['skipped', 'failed', 'live'] },
    comes: { join: 'skipped JOIN_UNREACHABLE', run: 'failed BROKEN (b)', live: 'cancelled RUN_FAILED' },
  },
  {
    ...{ row, column: 'atLeast 2', says: 'beside a dead edge is no matter of `onDead: fail`' },
    ...{ join: { atLeast: 2 }, onDead: 'fail', edges: ['failed', 'skipped', 'live'] },
    comes: { ...unreachable, live: 'cancelled RUN_FAILED' },
  },
  {
    ...{
      row,
      column: 'atLeast 2',
      says: 'as the last edge after two dead ones skips the step under `onDead: run` too',
    },
    ...{ join: { atLeast: 2 }, onDead: 'run', edges: ['skipped', 'skipped', 'failed'] },
    comes: { join: 'skipped JOIN_UNREACHABLE', run: 'failed BROKEN (c)' },
  },
  ...(
    [
      { order: 'after', edges: ['skipped', 'failed', 'live'], run: 'failed BROKEN (b)' },
      { order: 'before', edges: ['failed', 'skipped', 'live'], run: 'failed BROKEN (a)' },
    ] as const
  ).map(({ order, edges, run }): Cell => ({
    ...{ row, column: 'atLeast 2', says: `${order} a dead edge skips the step at once under \`onDead: run\` too` },
    ...{ join: { atLeast: 2 }, onDead: 'run', edges },
    comes: { join: 'skipped JOIN_UNREACHABLE', run, live: 'cancelled RUN_FAILED' },
  })),
  {
    ...{
      row,
      column: 'all',
      says: 'after a dead edge under `onDead: run` fails the run; the step has not been decided',
    },
    ...{ join: 'all', onDead: 'run', edges: ['skipped', 'failed', 'live'] },
    comes: { join: 'cancelled RUN_FAILED', live: 'cancelled RUN_FAILED', run: 'failed BROKEN (b)' },
  },
];
