import { describe, expect, it } from 'vitest';
import type { FailurePolicy } from '../definition/definition.js';
import type { RunControl, RunStop } from './control-state.js';
import { planOf, RunInMemory } from './run-rules.fixture.js';
import { settleRemains } from './settle-remains.js';
import { startsStep } from './spared-steps.js';
import { stepStatuses, type StepStatus } from './status.js';

const plan = planOf({ a: {} });
const stopOf = (mode: FailurePolicy, code = 'AGENT_FAILED'): RunControl => ({
  status: 'failing',
  stop: { mode, reason: { code, message: 'It broke.', stepId: 'z' } },
});
const remainsOf = (status: StepStatus, run: RunControl): ReturnType<typeof settleRemains> =>
  settleRemains(plan, new RunInMemory(plan, run).put('a', status));

const ended: readonly StepStatus[] = ['completed', 'failed', 'skipped', 'cancelled', 'compensating', 'compensated'];
const unended = stepStatuses.filter((status) => !ended.includes(status));
/** What is queued again when nothing of the run lives; every other status that has not ended is cancelled. */
const owed: Record<FailurePolicy | 'none', readonly StepStatus[]> = {
  none: ['ready', 'running', 'waiting', 'unknown'],
  continue: ['ready', 'running', 'waiting', 'unknown'],
  drain: ['running', 'unknown'],
  cancel: [],
};

describe.each(Object.keys(owed) as (keyof typeof owed)[])('what is left of a run whose stop is %s', (mode) => {
  const run: RunControl = mode === 'none' ? { status: 'running' } : stopOf(mode);

  it.each(unended)('gives a step that is %s its job again, or cancels it', (status) => {
    const cancelled =
      mode === 'none'
        ? { code: 'RUN_FAILED', message: 'The run ended before the step could begin.' }
        : { code: 'RUN_FAILED', message: 'It broke.', stepId: 'z' };
    expect(remainsOf(status, run)).toEqual(
      owed[mode].includes(status)
        ? { kind: 'requeue', stepIds: ['a'] }
        : { kind: 'ended', cancelled: [{ stepId: 'a', reason: cancelled }] },
    );
  });

  it.each(ended)('leaves a step that is %s alone', (status) => {
    expect(remainsOf(status, run)).toEqual({ kind: 'ended', cancelled: [] });
  });
});

describe('settleRemains', () => {
  it('cancels nothing while a step is owed a job', () => {
    const wide = planOf({ a: {}, b: {}, c: { after: ['a'] } });
    const run = new RunInMemory(wide, stopOf('drain')).put('a', 'running').put('b', 'waiting');
    expect(settleRemains(wide, run)).toEqual({ kind: 'requeue', stepIds: ['a'] });
  });

  it.each([
    ['RUN_CANCELLED', 'RUN_CANCELLED'],
    ['RUN_TIMEOUT', 'RUN_TIMEOUT'],
    ['RUN_ENDED', 'RUN_ENDED'],
    ['STEP_LOST', 'RUN_FAILED'],
  ])('says of a cancelled step under %s that it is %s', (code, said) => {
    expect(remainsOf('ready', stopOf('cancel', code))).toMatchObject({ cancelled: [{ reason: { code: said } }] });
  });
});

describe('what is left of a run whose stop spares steps', () => {
  const looking = planOf({ look: {}, behind: { after: ['look'] }, other: {} });
  const { stop, status } = stopOf('drain');
  const run: RunControl = { status, stop: { ...(stop as RunStop), spares: ['look'] } };

  it('queues the spared ones again, and those behind them, as if there were no stop', () => {
    const left = new RunInMemory(looking, run).put('behind', 'waiting').put('other', 'waiting');
    expect(settleRemains(looking, left)).toEqual({ kind: 'requeue', stepIds: ['look', 'behind'] });
  });

  it('lets them alone begin', () => {
    expect(['look', 'behind', 'other'].map((stepId) => startsStep(looking, run.stop, stepId))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
