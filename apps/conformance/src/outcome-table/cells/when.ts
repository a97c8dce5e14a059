import type { Cell } from '../cell.js';

const column = 'when';
const runs = { join: 'completed', run: 'completed' } as const;
const isSecondDead = { when: "steps.b.status == 'skipped' || steps.b.status == 'cancelled'" } as const;
const never = { when: 'trigger.isWanted == true' } as const;
const dead = 'skipped by its condition';
const failed = 'failed for good';

/** A join by expression, branch by branch. */
export const whenCells: readonly Cell[] = [
  {
    ...{ row: 'completed', column, says: 'true after it: fires, and the other edges run on' },
    ...{ join: { when: "steps.a.status == 'completed'" }, edges: ['completed'], later: ['completed'] },
    comes: runs,
  },
  {
    ...{ row: 'completed', column, says: 'true after the second only: does not fire at the first' },
    ...{ join: { when: "steps.b.status == 'completed'" }, edges: ['completed', 'completed'], later: ['completed'] },
    comes: runs,
  },
  {
    ...{ row: 'failed with `continue`', column, says: 'true after it: fires' },
    ...{ join: { when: "steps.a.error.code == 'BROKEN'" }, edges: ['continued'], later: ['completed'] },
    comes: runs,
  },
  {
    ...{ row: 'saved by its fallback', column, says: 'true after it: fires' },
    ...{ join: { when: "steps.a.status == 'failed'" }, edges: ['saved'], later: ['completed'] },
    comes: runs,
  },
  {
    ...{ row: 'completed', column, says: 'still false when every edge has arrived: the step fails' },
    ...{ join: never, edges: ['completed', 'continued', 'saved'] },
    comes: { join: 'failed JOIN_UNREACHABLE', run: 'failed JOIN_UNREACHABLE (join)' },
  },
  {
    ...{ row: 'completed', column, says: 'cannot be evaluated: the step fails' },
    ...{ join: { when: 'steps.a * 2 > 1' }, edges: ['completed', 'live'] },
    comes: { join: 'failed EXPR_TYPE', live: 'cancelled RUN_FAILED', run: 'failed EXPR_TYPE (join)' },
  },
  {
    ...{ row: failed, column, says: 'true after it: fires, and the run still fails in the end' },
    ...{ join: { when: "steps.a.status == 'failed'" }, edges: ['failed', 'live'] },
    comes: { join: 'completed', live: 'cancelled RUN_FAILED', run: 'failed BROKEN (a)' },
  },
  {
    ...{
      row: 'skipped for a failure before it',
      column,
      says: 'true after it: fires, and the run still fails in the end',
    },
    ...{ join: { when: "steps.a.error.code == 'UPSTREAM_FAILED'" }, edges: ['carrier', 'live'] },
    comes: { join: 'completed', live: 'cancelled RUN_FAILED', run: 'failed BROKEN (a-cause)' },
  },
  {
    ...{ row: failed, column, says: 'true after a later arrival: fires, and the run still fails in the end' },
    ...{ join: { when: "steps.b.status == 'completed'" }, edges: ['failed', 'completed'] },
    comes: { join: 'completed', run: 'failed BROKEN (a)', sees: 'failed completed' },
  },
  {
    ...{ row: failed, column, says: 'after the join has fired: the run still fails in the end' },
    ...{ join: { when: "steps.a.status == 'completed'" }, edges: ['completed'], later: ['failed'] },
    comes: { join: 'completed', run: 'failed BROKEN (b)' },
  },
  {
    ...{ row: failed, column, says: 'still false when no edge is live: skipped as unreachable' },
    ...{ join: never, edges: ['failed', 'completed'] },
    comes: { join: 'skipped JOIN_UNREACHABLE', run: 'failed BROKEN (a)' },
  },
  {
    ...{ row: failed, column, says: 'as the last edge, still false: skipped as unreachable' },
    ...{ join: never, edges: ['completed', 'failed'] },
    comes: { join: 'skipped JOIN_UNREACHABLE', run: 'failed BROKEN (b)' },
  },
  ...(['run', 'fail'] as const).map((onDead): Cell => ({
    ...{
      row: failed,
      column,
      says: `beside a dead edge, still false: skipped as unreachable, \`onDead: ${onDead}\` or not`,
    },
    ...{ join: never, onDead, edges: ['failed', 'skipped'] },
    comes: { join: 'skipped JOIN_UNREACHABLE', run: 'failed BROKEN (a)' },
  })),
  {
    ...{ row: dead, column, says: 'true after it: fires, and the other edges run on' },
    ...{ join: { when: "steps.a.status == 'skipped'" }, edges: ['skipped'], later: ['completed'] },
    comes: runs,
  },
  {
    ...{ row: 'cancelled by a step', column, says: 'true after it: fires, and the other edges run on' },
    ...{ join: { when: "steps.a.error.code == 'CANCELLED_BY_STEP'" }, edges: ['stopped'], later: ['completed'] },
    comes: runs,
  },
  {
    ...{ row: dead, column, says: 'still false when no edge is live and none failed: the step is skipped' },
    ...{ join: never, edges: ['skipped', 'completed'] },
    comes: { join: 'skipped DEPENDENCY_SKIPPED', run: 'completed' },
  },
  {
    ...{ row: dead, column, says: 'still false when no edge is live, under `onDead: run`: the step runs' },
    ...{ join: never, onDead: 'run', edges: ['skipped', 'completed'] },
    comes: { ...runs, sees: 'skipped completed' },
  },
  {
    ...{ row: dead, column, says: 'still false when no edge is live, under `onDead: fail`: the step fails' },
    ...{ join: never, onDead: 'fail', edges: ['skipped', 'completed'] },
    comes: { join: 'failed DEPENDENCY_SKIPPED', run: 'failed DEPENDENCY_SKIPPED (join)' },
  },
  {
    ...{ row: 'every edge dead', column, says: 'skips the step, though the expression is true' },
    ...{ join: isSecondDead, edges: ['skipped', 'stopped'] },
    comes: { join: 'skipped DEPENDENCY_SKIPPED', run: 'completed' },
  },
  {
    ...{ row: 'every edge dead', column, says: 'under `onDead: run` the step runs' },
    ...{ join: isSecondDead, onDead: 'run', edges: ['skipped', 'stopped'] },
    comes: { ...runs, sees: 'skipped cancelled' },
  },
  {
    ...{ row: 'every edge dead', column, says: 'under `onDead: fail` the step fails, though the expression is true' },
    ...{ join: isSecondDead, onDead: 'fail', edges: ['skipped', 'stopped'] },
    comes: { join: 'failed DEPENDENCY_SKIPPED', run: 'failed DEPENDENCY_SKIPPED (join)' },
  },
];
