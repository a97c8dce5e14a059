import { describe, expect, it } from 'vitest';
import { endStep } from './end-step.js';
import { cancelled, completed, failed, planOf, RunInMemory, skipped, type StepSketch } from './run-rules.fixture.js';
import { Transition } from './transition.js';

/** A join over `a` and `b`, and a step behind it. */
const join = (onDead?: StepSketch['onDead'], a: StepSketch = {}): Record<string, StepSketch> => ({
  a,
  b: {},
  join: { after: ['a', 'b'], ...(onDead && { onDead }) },
  behind: { after: ['join'] },
});
const runOf = (...plan: Parameters<typeof planOf>): RunInMemory => new RunInMemory(planOf(...plan));

describe('join all, an edge that completed', () => {
  it('makes a step ready once its last dependency completes', () => {
    const run = runOf(join());
    expect(run.end(completed, 'a')).toEqual([]);
    expect(run.step('join')).toMatchObject({ status: 'pending', arrived: 1, failed: 0, dead: 0 });
    expect(run.end(completed, 'b')).toEqual(['join']);
    expect(run.step('join')).toMatchObject({ status: 'ready', arrived: 2, failed: 0, dead: 0 });
  });

  it('makes every free dependent of one step ready in the same transition', () => {
    const run = runOf({ a: {}, b: { after: ['a'] }, c: { after: ['a'] }, d: { after: ['b'] } });
    expect(run.end(completed, 'a')).toEqual(['b', 'c']);
  });

  it('keeps no reason for a step that completed', () => {
    const run = runOf({ a: {} });
    run.end(completed, 'a');
    expect(run.reasons.size).toBe(0);
  });

  it('counts a failure with continue as arrived, and leaves the run alone', () => {
    const run = runOf(join('skip', { onError: 'continue' }));
    run.end(failed, 'a');
    expect(run.tell('a')).toBe('failed AGENT_FAILED');
    expect(run.end(completed, 'b')).toEqual(['join']);
    expect(run.run).toEqual({ status: 'running' });
  });
});

describe('join all, an edge that failed for good', () => {
  it('skips the step at once with UPSTREAM_FAILED, and what is behind it, naming the step that failed', () => {
    const run = runOf(join());
    run.end(failed, 'a');
    expect(run.tell('join')).toBe('skipped UPSTREAM_FAILED');
    expect(run.tell('behind')).toBe('skipped UPSTREAM_FAILED');
    expect(run.reasons.get('behind')).toMatchObject({ stepId: 'a', message: "It cannot run, because 'a' failed." });
    expect(run.step('b').status).toBe('ready');
  });

  it.each(['skip', 'run', 'fail'] as const)('skips the step at once under onDead %s', (onDead) => {
    const run = runOf(join(onDead));
    run.end(failed, 'a');
    expect(run.tell('join')).toBe('skipped UPSTREAM_FAILED');
  });

  it('counts a step that was skipped because of a failure as failed, onDead run or not', () => {
    const run = runOf({ ...join(), behind: { after: ['join'], onDead: 'run' } });
    run.end(failed, 'a');
    expect(run.tell('behind')).toBe('skipped UPSTREAM_FAILED');
    expect(run.step('behind')).toMatchObject({ failed: 1, dead: 0 });
  });

  it('counts a step that was skipped with JOIN_UNREACHABLE as failed', () => {
    const run = runOf({ a: {}, b: { after: ['a'], onDead: 'run' } });
    const reason = { code: 'JOIN_UNREACHABLE', message: 'Two of three cannot arrive.', stepId: 'z' };
    run.end({ status: 'skipped', reason }, 'a');
    expect(run.tell('b')).toBe('skipped UPSTREAM_FAILED');
    expect(run.reasons.get('b')?.stepId).toBe('z');
  });
});

describe('join all, an edge that is dead', () => {
  it.each([
    ['skipped', skipped],
    ['cancelled', cancelled],
  ])('skips the step at once when a dependency was %s, all the way down', (_, end) => {
    const run = runOf(join());
    run.end(end, 'a');
    expect(run.tell('join')).toBe('skipped DEPENDENCY_SKIPPED');
    expect(run.tell('behind')).toBe('skipped DEPENDENCY_SKIPPED');
    expect(run.reasons.get('behind')).toMatchObject({
      stepId: 'a',
      message: "'join', which it waits for, did not run.",
    });
    expect(run.run).toEqual({ status: 'running' });
  });

  it.each([
    ['skipped', skipped],
    ['cancelled', cancelled],
  ])('under onDead run waits until no edge is live when a dependency was %s, then runs', (_, end) => {
    const run = runOf(join('run'));
    expect(run.end(end, 'a')).toEqual([]);
    expect(run.step('join')).toMatchObject({ status: 'pending', arrived: 0, failed: 0, dead: 1 });
    expect(run.end(completed, 'b')).toEqual(['join']);
  });

  it.each([
    ['skipped', skipped],
    ['cancelled', cancelled],
  ])('under onDead fail fails the step and so the run when a dependency was %s', (_, end) => {
    const run = runOf(join('fail'));
    run.end(end, 'a');
    expect(run.tell('join')).toBe('failed DEPENDENCY_SKIPPED');
    expect(run.tell('behind')).toBe('skipped UPSTREAM_FAILED');
    expect(run.run).toEqual({
      status: 'failing',
      stop: {
        mode: 'drain',
        reason: {
          code: 'DEPENDENCY_SKIPPED',
          message: "'a', which it waits for, did not run, and its onDead is fail.",
          stepId: 'join',
        },
      },
    });
  });

  it('under onDead run skips the step when a later edge failed', () => {
    const run = runOf({ ...join('run'), c: {}, join: { after: ['a', 'b', 'c'], onDead: 'run' } });
    run.end(skipped, 'a');
    run.end(failed, 'b');
    expect(run.step('join')).toMatchObject({ status: 'pending', arrived: 0, failed: 1, dead: 1 });
    run.end(completed, 'c');
    expect(run.tell('join')).toBe('skipped UPSTREAM_FAILED');
  });

  it('under onDead run runs when every edge is dead', () => {
    const run = runOf(join('run'));
    expect(run.end(skipped, 'a', 'b')).toEqual(['join']);
    expect(run.step('join')).toMatchObject({ status: 'ready', arrived: 0, failed: 0, dead: 2 });
  });

  it('decides a step once: a later edge changes nothing', () => {
    const run = runOf(join());
    run.end(skipped, 'a');
    run.end(failed, 'b');
    expect(run.tell('join')).toBe('skipped DEPENDENCY_SKIPPED');
    expect(run.step('join')).toMatchObject({ status: 'skipped', arrived: 0, failed: 0, dead: 1 });
  });

  it('decides a step once, when two of its edges end in one transition', () => {
    const run = runOf({ a: {}, b: { after: ['a'] }, c: { after: ['a'] }, d: { after: ['b', 'c'], onDead: 'fail' } });
    run.end(skipped, 'a');
    expect(run.tell('d')).toBe('failed DEPENDENCY_SKIPPED');
    expect(run.step('d')).toMatchObject({ dead: 1 });
  });
});

describe('a fallback', () => {
  const served = (fallback: StepSketch = {}): Record<string, StepSketch> => ({
    before: {},
    a: { onError: 'rescue' },
    rescue: fallback,
    after: { after: ['a'] },
  });

  it('runs when its step has failed, and keeps the edges of that step live', () => {
    const run = runOf(served());
    expect(run.end(failed, 'a')).toEqual(['rescue']);
    expect(run.step('after')).toMatchObject({ status: 'pending', arrived: 0, failed: 0, dead: 0 });
    expect(run.run).toEqual({ status: 'running' });
  });

  it('saves its step when it completes: the edge arrives, the step stays failed', () => {
    const run = runOf(served());
    run.end(failed, 'a');
    expect(run.end(completed, 'rescue')).toEqual(['after']);
    expect(run.statuses).toMatchObject({ a: 'failed', rescue: 'completed', after: 'ready' });
    expect(run.run).toEqual({ status: 'running' });
  });

  it.each([
    ['failed', failed],
    ['skipped', skipped],
    ['cancelled', cancelled],
  ])('lets the failure of its step stand when it is %s itself', (_, end) => {
    const run = runOf(served());
    run.end(failed, 'a');
    run.end(end, 'rescue');
    expect(run.tell('after')).toBe('skipped UPSTREAM_FAILED');
    expect(run.run.stop?.reason.stepId).toBe('a');
  });

  it('lets the failure stand when it fails, even with continue of its own', () => {
    const run = runOf(served({ onError: 'continue' }));
    run.end(failed, 'a', 'rescue');
    expect(run.run.stop?.reason).toEqual({
      code: 'AGENT_FAILED',
      message: "'a' failed, and its fallback 'rescue' was failed: It broke.",
      stepId: 'a',
    });
  });

  it('is skipped with FALLBACK_NOT_NEEDED when its step completes, and never ready', () => {
    const run = runOf(served());
    expect(run.end(completed, 'a')).toEqual(['after']);
    expect(run.tell('rescue')).toBe('skipped FALLBACK_NOT_NEEDED');
    expect(run.reasons.get('rescue')?.stepId).toBe('a');
  });

  it.each([
    ['skipped', skipped],
    ['cancelled', cancelled],
  ])('is not needed when its step is %s', (_, end) => {
    const run = runOf(served());
    run.end(end, 'a');
    expect(run.tell('rescue')).toBe('skipped FALLBACK_NOT_NEEDED');
    expect(run.tell('after')).toBe('skipped DEPENDENCY_SKIPPED');
  });

  it('that is not needed is a dead edge for the steps behind it', () => {
    const run = runOf({ ...served(), behind: { after: ['rescue'] }, anyway: { after: ['rescue'], onDead: 'run' } });
    expect(run.end(completed, 'a')).toEqual(['after', 'anyway']);
    expect(run.tell('behind')).toBe('skipped DEPENDENCY_SKIPPED');
  });

  it('begins only when its own dependencies have arrived as well', () => {
    const run = runOf(served({ after: ['before'] }));
    expect(run.end(failed, 'a')).toEqual([]);
    expect(run.end(completed, 'before')).toEqual(['rescue']);
  });

  it('begins at the failure when its own dependencies arrived first', () => {
    const run = runOf(served({ after: ['before'] }));
    expect(run.end(completed, 'before')).toEqual([]);
    expect(run.end(failed, 'a')).toEqual(['rescue']);
  });

  it('that was skipped by its own dependency before the failure cannot save: the failure stands at once', () => {
    const run = runOf(served({ after: ['before'] }));
    run.end(skipped, 'before');
    expect(run.tell('rescue')).toBe('skipped DEPENDENCY_SKIPPED');
    expect(run.run).toEqual({ status: 'running' });
    run.end(failed, 'a');
    expect(run.tell('after')).toBe('skipped UPSTREAM_FAILED');
    expect(run.run.stop?.reason).toEqual({ code: 'AGENT_FAILED', message: 'It broke.', stepId: 'a' });
  });

  it('that was skipped by its own dependency is left alone when its step completes', () => {
    const run = runOf(served({ after: ['before'] }));
    run.end(skipped, 'before');
    run.end(completed, 'a');
    expect(run.tell('rescue')).toBe('skipped DEPENDENCY_SKIPPED');
  });

  it('that its own dependency skips after the failure lets the failure stand', () => {
    const run = runOf(served({ after: ['before'] }));
    run.end(failed, 'a');
    run.end(skipped, 'before');
    expect(run.tell('after')).toBe('skipped UPSTREAM_FAILED');
    expect(run.run.status).toBe('failing');
  });

  it('whose step and dependency end in one transition lets the failure stand once, whichever is first', () => {
    const watch = { x: {}, watch: { after: ['x', 'a', 'late', 'later'], onDead: 'run' }, late: {}, later: {} } as const;
    const end = { root: {}, rescue: { after: ['stale'] } } as const;
    for (const order of [['stale', 'a'] as const, ['a', 'stale'] as const]) {
      const ends = { stale: { after: ['root'] }, a: { after: ['root'], onDead: 'fail', onError: 'rescue' } } as const;
      const [first, second] = order;
      const run = runOf({ ...watch, ...end, [first]: ends[first], [second]: ends[second] }, 'continue');
      run.end(skipped, 'x', 'root');
      expect(run.statuses).toMatchObject({ a: 'failed', stale: 'skipped', rescue: 'skipped', watch: 'pending' });
      expect(run.step('watch')).toMatchObject({ status: 'pending', arrived: 0, failed: 1, dead: 1 });
    }
  });
});

describe('a fallback of a fallback', () => {
  const dead: StepSketch = { after: ['gate'], onDead: 'fail' };

  it('still saves when both before it failed in one transition', () => {
    const run = runOf({
      gate: {},
      a: { ...dead, onError: 'b' },
      b: { ...dead, onError: 'c' },
      c: {},
      next: { after: ['a'] },
    });
    expect(run.end(skipped, 'gate')).toEqual(['c']);
    expect(run.run).toEqual({ status: 'running' });
    expect(run.end(completed, 'c')).toEqual(['next']);
    expect(run.run).toEqual({ status: 'running' });
  });

  it('saves a step that fails only after it has saved the fallback before it', () => {
    const run = runOf({ gate: {}, a: { onError: 'b' }, b: { ...dead, onError: 'c' }, c: {}, next: { after: ['a'] } });
    expect(run.end(skipped, 'gate')).toEqual(['c']);
    run.end(completed, 'c');
    expect(run.end(failed, 'a')).toEqual(['next']);
    expect(run.run).toEqual({ status: 'running' });
  });

  const chain = { a: { onError: 'b' }, b: { onError: 'c' }, c: { onError: 'd' }, d: {}, after: { after: ['a'] } };

  it('keeps the first failure open until the last one has ended', () => {
    const run = runOf(chain);
    expect(run.end(failed, 'a')).toEqual(['b']);
    expect(run.end(failed, 'b')).toEqual(['c']);
    expect(run.run).toEqual({ status: 'running' });
    expect(run.step('after')).toMatchObject({ status: 'pending', arrived: 0, failed: 0, dead: 0 });
  });

  it('saves every step before it, each once', () => {
    const run = runOf(chain);
    run.end(failed, 'a', 'b', 'c');
    expect(run.end(completed, 'd')).toEqual(['after']);
    expect(run.step('after')).toMatchObject({ status: 'ready', arrived: 1, failed: 0, dead: 0 });
    expect(run.run).toEqual({ status: 'running' });
  });

  it('lets every failure stand when the last one fails', () => {
    const run = runOf(chain);
    run.end(failed, 'a', 'b', 'c', 'd');
    expect(run.tell('after')).toBe('skipped UPSTREAM_FAILED');
    expect(run.step('after')).toMatchObject({ arrived: 0, failed: 1 });
    expect(run.run.stop?.reason.stepId).toBe('a');
  });

  it('is not needed, all the way down, when the first step completes', () => {
    const run = runOf(chain);
    run.end(completed, 'a');
    expect(['b', 'c', 'd'].map((stepId) => run.tell(stepId))).toEqual(Array(3).fill('skipped FALLBACK_NOT_NEEDED'));
  });

  it('is not needed when the fallback before it has saved', () => {
    const run = runOf(chain);
    run.end(failed, 'a');
    expect(run.end(completed, 'b')).toEqual(['after']);
    expect([run.tell('c'), run.tell('d')]).toEqual(Array(2).fill('skipped FALLBACK_NOT_NEEDED'));
  });

  it('that cannot run any more lets the failures before it stand', () => {
    const run = runOf({ ...chain, x: {}, c: { after: ['x'] } });
    run.end(skipped, 'x');
    run.end(failed, 'a', 'b');
    expect(run.run.stop?.reason.stepId).toBe('a');
    expect(run.tell('after')).toBe('skipped UPSTREAM_FAILED');
  });

  it('may be the last of 10,000', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `s${index}`);
    const row = Object.fromEntries(names.map((id, index) => [id, index < 9_999 ? { onError: names[index + 1] } : {}]));
    const plan = planOf({ ...row, after: { after: ['s0'] } });
    for (const [end, status] of [
      [completed, 'ready'],
      [failed, 'skipped'],
    ] as const) {
      const run = new RunInMemory(plan);
      run.end(failed, ...names.slice(0, -1));
      run.end(end, 's9999');
      expect(run.step('after').status).toBe(status);
    }
  });
});

describe('a failure that fails the run', () => {
  const wide = { a: {}, b: {}, c: { after: ['b'] }, d: { after: ['a'] } };

  it.each(['drain', 'continue', 'cancel'] as const)('turns the run to failing, with its policy %s', (mode) => {
    const run = runOf(wide, mode);
    run.end(failed, 'a');
    const reason = { code: 'AGENT_FAILED', message: 'It broke.', stepId: 'a' };
    expect(run.run).toEqual({ status: 'failing', stop: { mode, reason } });
  });

  it.each(['drain', 'cancel'] as const)('under %s lets nothing new begin, but counts what arrives', (mode) => {
    const run = runOf(wide, mode);
    run.end(failed, 'a');
    expect(run.end(completed, 'b')).toEqual([]);
    expect(run.step('c')).toMatchObject({ status: 'pending', arrived: 1, failed: 0, dead: 0 });
  });

  it('under drain lets no fallback begin', () => {
    const run = runOf({ a: {}, b: { onError: 'c' }, c: {} });
    run.end(failed, 'a');
    expect(run.end(failed, 'b')).toEqual([]);
    expect(run.step('c')).toMatchObject({ status: 'pending', arrived: 1, failed: 0, dead: 0 });
  });

  it('under continue lets everything run that does not need what failed', () => {
    const run = runOf(wide, 'continue');
    run.end(failed, 'a');
    expect(run.end(completed, 'b')).toEqual(['c']);
    expect(run.tell('d')).toBe('skipped UPSTREAM_FAILED');
  });

  it('is the one that is reported, whatever fails after it', () => {
    const run = runOf({ a: {}, b: {} }, 'continue');
    run.end(failed, 'b', 'a');
    expect(run.run.stop?.reason.stepId).toBe('b');
  });

  it('never replaces an end that was asked for before', () => {
    const stop = { mode: 'cancel', reason: { code: 'RUN_CANCELLED', message: 'An operator cancelled.' } } as const;
    const run = new RunInMemory(planOf(wide), { status: 'running', stop });
    run.end(failed, 'a');
    expect(run.run).toEqual({ status: 'running', stop });
  });

  const together = { a: {}, b: { after: ['a'], onDead: 'run' }, c: { after: ['a'], onDead: 'fail' } } as const;

  it.each(['drain', 'cancel'] as const)('under %s withdraws steps made ready in the same transition', (mode) => {
    const run = runOf(together, mode);
    expect(run.end(skipped, 'a')).toEqual([]);
    expect(run.statuses).toEqual({ a: 'skipped', b: 'pending', c: 'failed' });
  });

  it('under continue keeps the steps made ready in the same transition', () => {
    const run = runOf(together, 'continue');
    expect(run.end(skipped, 'a')).toEqual(['b']);
    expect(run.step('b').status).toBe('ready');
  });
});

describe('endStep', () => {
  it.each([
    ['completed', completed],
    ['failed', failed],
    ['skipped', skipped],
    ['cancelled', cancelled],
  ])('leaves a step that was %s before as it is', (_, first) => {
    for (const second of [completed, failed, skipped, cancelled]) {
      const run = runOf({ a: { onError: 'continue' }, b: {}, c: { after: ['a', 'b'], onDead: 'run' } });
      run.end(first, 'a');
      const before = [run.tell('a'), run.step('c'), run.run];
      run.end(second, 'a');
      expect([run.tell('a'), run.step('c'), run.run]).toEqual(before);
    }
  });

  it('cascades down a chain of 10,000 steps', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `s${index}`);
    const chain = Object.fromEntries(
      names.map((id, index) => [id, { after: names.slice(Math.max(0, index - 1), index) }]),
    );
    for (const [end, code] of [
      [failed, 'UPSTREAM_FAILED'],
      [skipped, 'DEPENDENCY_SKIPPED'],
    ] as const) {
      const run = runOf(chain);
      run.end(end, 's0');
      expect(names.slice(1).every((stepId) => run.tell(stepId) === `skipped ${code}`)).toBe(true);
      expect(run.reasons.get('s9999')?.stepId).toBe('s0');
    }
  });

  it('frees 10,000 dependents of one step, and joins them again', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `s${index}`);
    const fan = Object.fromEntries(names.map((id) => [id, { after: ['a'] }]));
    const run = runOf({ a: {}, ...fan, join: { after: names } });
    expect(run.end(completed, 'a')).toHaveLength(10_000);
    expect(run.end(completed, ...names)).toEqual(['join']);
  });

  it('names a step that the plan does not have', () => {
    const run = runOf({ a: {} });
    expect(() => endStep(run.plan, new Transition(run), 'z', completed, () => false)).toThrow(
      "The plan of 'sketched' has no step 'z'.",
    );
  });
});
