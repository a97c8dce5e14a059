import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '../definition/definition.js';
import { planDefinition } from '../plan/plan-definition.js';
import type { PlannedControl } from '../plan/plan.js';
import { decideControl, type DecidedControl } from './decide-control.js';

/** The control of one step, planned from its normal form. */
function controlOf(fields: object): PlannedControl {
  const base = { id: 'c', dependsOn: { steps: [], join: 'all', onDead: 'skip' }, onError: { kind: 'fail' } };
  const definition = {
    ...{ id: 'w', inputs: [], triggers: [], outputs: [], onFailure: 'drain', priority: 50 },
    errorHandler: { rollback: false, notify: [], announce: false },
    steps: [{ ...base, ...fields }],
  } as unknown as WorkflowDefinition;
  return planDefinition(definition).steps.get('c')?.control as PlannedControl;
}
const choice = (mode: 'first' | 'every', whens: string[], otherwise?: string[]): PlannedControl =>
  controlOf({
    kind: 'choice',
    choose: {
      mode,
      // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
      branches: whens.map((when, index) => ({ when, then: [`t${index}`] })),
      ...(otherwise && { otherwise }),
    },
  });
const run = (control: PlannedControl, trigger: object = {}) =>
  decideControl(control as DecidedControl, 'c', { trigger });

describe('a choice', () => {
  it('of the first takes the first branch that is true, and asks no further', () => {
    const control = choice('first', ['trigger.a', 'trigger.b', 'trigger.c * 2 > 1']);
    expect(run(control, { b: 1, c: {} })).toEqual({
      ...{ kind: 'completed', taken: ['t1'] },
      output: { branches: [1], taken: ['t1'] },
    });
  });

  it('of every takes each branch that is true', () => {
    expect(run(choice('every', ['trigger.a', 'trigger.b', 'trigger.c']), { a: 1, c: 1 })).toMatchObject({
      taken: ['t0', 't2'],
    });
  });

  it('takes otherwise when none is true, which may be nothing', () => {
    expect(run(choice('first', ['trigger.a'], ['t9']))).toMatchObject({ taken: ['t9'] });
    expect(run(choice('every', ['trigger.a'], []))).toMatchObject({ taken: [] });
  });

  it('fails when no branch is true and there is no otherwise', () => {
    expect(run(choice('first', ['trigger.a']))).toMatchObject({
      kind: 'failed',
      reason: { code: 'NO_BRANCH_MATCHED', stepId: 'c' },
    });
  });

  it('fails with the error of a branch that cannot be evaluated', () => {
    const control = choice('every', ['trigger.a * 2 > 1']);
    expect(() => run(control, { a: {} })).toThrow(expect.objectContaining({ code: 'EXPR_TYPE' }));
  });
});

describe('an end', () => {
  it('gives its rendered output, and how the run ends', () => {
    const end = controlOf({ kind: 'end', end: { outcome: 'failed', output: { why: '{{trigger.why}}' } } });
    expect(run(end, { why: 'no' })).toEqual({ kind: 'completed', output: { why: 'no' }, ends: 'failed' });
  });

  it('gives null where it has no output', () => {
    const end = controlOf({ kind: 'end', end: { outcome: 'completed' } });
    expect(run(end)).toEqual({ kind: 'completed', output: null, ends: 'completed' });
  });
});
