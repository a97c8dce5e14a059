import { describe, expect, it } from 'vitest';
import { pendingStep, type ControlState } from './control-state.js';
import { Transition } from './transition.js';

describe('a transition', () => {
  const found: ControlState = {
    run: { status: 'running' },
    openInstances: () => [],
    step: (stepId) => (stepId === 'a' ? { ...pendingStep, status: 'running', arrived: 1 } : pendingStep),
  };

  it('shows what was found until it is changed', () => {
    const transition = new Transition(found);
    expect(transition.step('a').status).toBe('running');
    transition.change('a', { status: 'completed' });
    expect(transition.step('a')).toEqual({ ...pendingStep, status: 'completed', arrived: 1 });
    expect(found.step('a').status).toBe('running');
  });

  it('remembers every step that was looked at, as it was found, changed or not', () => {
    const transition = new Transition(found);
    transition.step('b');
    transition.change('a', { dead: 1 });
    transition.change('a', { dead: 2 });
    expect([...transition.reads]).toEqual([
      ['b', pendingStep],
      ['a', { ...pendingStep, status: 'running', arrived: 1 }],
    ]);
    expect([...transition.changes.keys()]).toEqual(['a']);
  });

  it('reads the found state of a step once, so that its grounds are of one moment', () => {
    let arrived = 0;
    const transition = new Transition({ ...found, step: () => ({ ...pendingStep, arrived: (arrived += 1) }) });
    expect([transition.step('a').arrived, transition.step('a').arrived]).toEqual([1, 1]);
  });

  it('keeps the reason of a step through later changes, until it is given another', () => {
    const transition = new Transition(found);
    const reason = { code: 'AGENT_FAILED', message: 'It broke.' };
    transition.change('a', { status: 'failed' }, reason);
    transition.change('a', { dead: 1 });
    expect(transition.changes.get('a')).toEqual({
      control: { ...pendingStep, status: 'failed', arrived: 1, dead: 1 },
      reason,
    });
    transition.change('a', {}, { code: 'TIMEOUT', message: 'Too long.' });
    expect(transition.changes.get('a')?.reason?.code).toBe('TIMEOUT');
  });

  it('shows the run as it was found beside the run as it becomes', () => {
    const transition = new Transition(found);
    transition.run = { status: 'failing' };
    expect([transition.foundRun.status, transition.run.status]).toEqual(['running', 'failing']);
  });
});
