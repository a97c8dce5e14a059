import { describe, expect, it } from 'vitest';
import type { Join } from '../definition/definition.js';
import { cancelled, completed, failed, planOf, RunInMemory, skipped, type StepSketch } from './run-rules.fixture.js';

const runOf = (...plan: Parameters<typeof planOf>): RunInMemory => new RunInMemory(planOf(...plan));

/** A join over `a`, `b` and `c`, and a step behind it. */
const over = (join: Join, more: StepSketch = {}): RunInMemory =>
  runOf({ a: {}, b: {}, c: {}, d: { after: ['a', 'b', 'c'], join, ...more }, e: { after: ['d'] } });

/** What became of the join's step and of the run. */
const told = (run: RunInMemory): string[] => [run.tell('d'), run.run.status];

const atLeast2: Join = { atLeast: 2 };
const anyCompleted: Join = {
  when: "steps.a.status == 'completed' || steps.b.status == 'completed' || steps.c.status == 'completed'",
};
const never: Join = { when: 'false' };

describe('an edge that completed', () => {
  it.each<[string, Join, number]>([
    ['all', 'all', 3],
    ['allSettled', 'allSettled', 3],
    ['any', 'any', 3],
    ['first', 'first', 1],
    ['atLeast 1', { atLeast: 1 }, 1],
    ['atLeast 2', atLeast2, 2],
    ['atLeast all', { atLeast: 3 }, 3],
    ['when', anyCompleted, 1],
  ])('counts for %s, which fires once enough have', (_, join, enough) => {
    const run = over(join);
    for (const [index, stepId] of ['a', 'b', 'c'].entries()) {
      const released = run.end(completed, stepId);
      expect(released).toEqual(index + 1 === enough ? ['d'] : []);
      expect(run.step('d').status).toBe(index + 1 < enough ? 'pending' : 'ready');
    }
    expect(run.run).toEqual({ status: 'running' });
  });

  it.each<[string, Join]>([
    ['all', 'all'],
    ['allSettled', 'allSettled'],
    ['any', 'any'],
    ['first', 'first'],
    ['atLeast 3', { atLeast: 3 }],
  ])('counts the same for %s when it failed with continue, or was saved by its fallback', (_, join) => {
    const run = runOf({
      a: { onError: 'continue' },
      b: { onError: 'rescue' },
      c: {},
      rescue: {},
      d: { after: ['a', 'b', 'c'], join },
    });
    run.end(failed, 'a', 'b');
    run.end(completed, 'c', 'rescue');
    expect(told(run)).toEqual(['ready', 'running']);
  });
});

describe('an edge that failed for good', () => {
  it('skips the step of all at once, which is a failed edge for what waits for it', () => {
    const run = over('all', {});
    run.end(failed, 'a');
    expect(told(run)).toEqual(['skipped UPSTREAM_FAILED', 'failing']);
    expect(run.tell('e')).toBe('skipped UPSTREAM_FAILED');
  });

  it('counts for allSettled, whose step runs, and the run still fails in the end', () => {
    const run = over('allSettled');
    run.end(failed, 'a');
    expect(told(run)).toEqual(['pending', 'running']);
    run.end(completed, 'b', 'c');
    expect(told(run)).toEqual(['ready', 'failing']);
    expect(run.run.stop).toMatchObject({ mode: 'drain', reason: { stepId: 'a' }, spares: ['d'] });
  });

  it('runs the step of allSettled even when every edge failed', () => {
    const run = over('allSettled');
    run.end(failed, 'a', 'b', 'c');
    expect(told(run)).toEqual(['ready', 'failing']);
  });

  it('is ignored by any while another edge is live, and taken off the run when it fires', () => {
    const run = over('any');
    run.end(failed, 'a');
    run.end(completed, 'b');
    expect(told(run)).toEqual(['pending', 'running']);
    expect(run.end(completed, 'c')).toEqual(['d']);
    expect(run.run).toEqual({ status: 'running' });
  });

  it('skips the step of any when no other edge arrived', () => {
    const run = over('any');
    run.end(failed, 'a', 'b');
    expect(told(run)).toEqual(['pending', 'running']);
    run.end(failed, 'c');
    expect(told(run)).toEqual(['skipped UPSTREAM_FAILED', 'failing']);
    expect(run.run.stop?.reason.stepId).toBe('a');
  });

  it('is ignored by first, before it fired and after', () => {
    const before = over('first');
    before.end(failed, 'a');
    expect(told(before)).toEqual(['pending', 'running']);
    expect(before.end(completed, 'b')).toEqual(['d']);
    expect(before.run).toEqual({ status: 'running' });
    const after = over('first');
    after.end(completed, 'a', 'd');
    after.end(failed, 'b', 'c');
    expect(after.run).toEqual({ status: 'running' });
  });

  it('skips the step of first as unreachable when the last edge failed', () => {
    const run = over('first');
    run.end(failed, 'a', 'b', 'c');
    expect(told(run)).toEqual(['skipped JOIN_UNREACHABLE', 'failing']);
  });

  it('is ignored by atLeast while so many can still arrive, and taken off the run when it fires', () => {
    const run = over(atLeast2);
    run.end(failed, 'a');
    run.end(completed, 'b');
    expect(told(run)).toEqual(['pending', 'running']);
    expect(run.end(completed, 'c')).toEqual(['d']);
    expect(run.run).toEqual({ status: 'running' });
  });

  it('skips the step of atLeast at once when so many cannot arrive any more', () => {
    const run = over(atLeast2);
    run.end(failed, 'a', 'b');
    expect(told(run)).toEqual(['skipped JOIN_UNREACHABLE', 'failing']);
    expect(run.step('c').status).toBe('ready');
  });

  it('lets a join by expression look, whatever it ended as', () => {
    const run = over({ when: "steps.a.status == 'failed'" });
    expect(run.end(failed, 'a')).toEqual(['d']);
    expect(told(run)).toEqual(['ready', 'failing']);
    expect(run.run.stop?.spares).toEqual(['d']);
  });
});

describe('an edge that is dead', () => {
  it.each<[StepSketch['onDead'], string[]]>([
    ['skip', ['skipped DEPENDENCY_SKIPPED', 'running']],
    ['run', ['pending', 'running']],
    ['fail', ['failed DEPENDENCY_SKIPPED', 'failing']],
  ])('decides all at once under onDead %s', (onDead, expected) => {
    for (const end of [skipped, cancelled]) {
      const run = over('all', { onDead });
      run.end(end, 'a');
      expect(told(run)).toEqual(expected);
    }
  });

  it.each<[string, Join]>([
    ['allSettled', 'allSettled'],
    ['any', 'any'],
    ['first', 'first'],
    ['atLeast 1', { atLeast: 1 }],
  ])('is ignored by %s', (_, join) => {
    const run = over(join);
    run.end(skipped, 'a');
    run.end(cancelled, 'b');
    expect(told(run)).toEqual(['pending', 'running']);
    expect(run.end(completed, 'c')).toEqual(['d']);
    expect(run.run.status).toBe('running');
  });

  it.each<[StepSketch['onDead'], string]>([
    ['skip', 'skipped DEPENDENCY_SKIPPED'],
    ['fail', 'failed DEPENDENCY_SKIPPED'],
  ])('shrinks what atLeast can reach; beyond it onDead %s decides', (onDead, expected) => {
    const run = over(atLeast2, { onDead });
    run.end(skipped, 'a');
    expect(run.tell('d')).toBe('pending');
    run.end(cancelled, 'b');
    expect(run.tell('d')).toBe(expected);
  });

  it('under onDead run lets atLeast wait until no edge is live, then runs', () => {
    const run = over(atLeast2, { onDead: 'run' });
    run.end(skipped, 'a', 'b');
    expect(told(run)).toEqual(['pending', 'running']);
    expect(run.end(completed, 'c')).toEqual(['d']);
  });

  it('under onDead run skips the step of atLeast when a later edge failed', () => {
    const run = over(atLeast2, { onDead: 'run' });
    run.end(skipped, 'a', 'b');
    run.end(failed, 'c');
    expect(told(run)).toEqual(['skipped JOIN_UNREACHABLE', 'failing']);
  });

  it('under onDead run leaves atLeast to a failure that alone makes it unreachable, at once', () => {
    for (const ends of [
      [skipped, failed],
      [failed, skipped],
    ]) {
      const run = over(atLeast2, { onDead: 'run' });
      for (const [index, end] of ends.entries()) run.end(end, 'ab'.charAt(index));
      expect([...told(run), run.tell('c')]).toEqual(['skipped JOIN_UNREACHABLE', 'failing', 'ready']);
    }
  });

  it('under onDead run decides nothing after a failure while another edge is live, where the dead ones are enough', () => {
    const run = runOf({ a: {}, b: {}, c: {}, d: { after: ['a', 'b', 'c'], onDead: 'run' } }, 'continue');
    run.end(skipped, 'a');
    run.end(failed, 'b');
    expect(run.tell('d')).toBe('pending');
    run.end(completed, 'c');
    expect(run.tell('d')).toBe('skipped UPSTREAM_FAILED');
  });
});

describe('every edge dead', () => {
  const joins: [string, Join][] = [
    ['all', 'all'],
    ['allSettled', 'allSettled'],
    ['any', 'any'],
    ['first', 'first'],
    ['atLeast 2', atLeast2],
    ['a true when', { when: 'true' }],
  ];
  const tell = (join: Join, onDead: StepSketch['onDead']): string => {
    const run = runOf({ a: {}, d: { after: ['a'], join, onDead }, e: { after: ['d'] } });
    run.end(skipped, 'a');
    return `${run.tell('d')}, ${run.tell('e')}`;
  };

  it.each(joins.filter(([name]) => name !== 'atLeast 2'))(
    'skips, runs or fails the step of %s by its onDead',
    (_, join) => {
      expect(tell(join, 'skip')).toBe('skipped DEPENDENCY_SKIPPED, skipped DEPENDENCY_SKIPPED');
      expect(tell(join, 'run')).toBe('ready, pending');
      expect(tell(join, 'fail')).toBe('failed DEPENDENCY_SKIPPED, skipped UPSTREAM_FAILED');
    },
  );

  it.each(joins.filter(([name]) => name !== 'a true when'))('the last of three decides %s the same', (_, join) => {
    const run = over(join);
    run.end(skipped, 'a', 'b', 'c');
    expect(told(run)).toEqual(['skipped DEPENDENCY_SKIPPED', 'running']);
  });
});

describe('a join by expression', () => {
  it('is looked at after each edge ends', () => {
    const run = over({ when: "steps.a.status == 'completed' && steps.c.status == 'skipped'" });
    run.end(completed, 'a');
    expect(told(run)).toEqual(['pending', 'running']);
    expect(run.end(skipped, 'c')).toEqual(['d']);
    expect(run.step('b').status).toBe('ready');
  });

  it('is not looked at before an edge has ended', () => {
    const run = runOf({ a: {}, g: {}, d: { after: ['a'], join: { when: 'true' }, reads: ['g'] } });
    run.end(completed, 'g');
    expect(run.tell('d')).toBe('pending');
    expect(run.end(completed, 'a')).toEqual(['d']);
  });

  it('that stays false skips its step as unreachable when an edge failed', () => {
    const run = over(never);
    run.end(completed, 'a');
    run.end(skipped, 'b');
    run.end(failed, 'c');
    expect(told(run)).toEqual(['skipped JOIN_UNREACHABLE', 'failing']);
  });

  it.each<[StepSketch['onDead'], string]>([
    ['skip', 'skipped DEPENDENCY_SKIPPED'],
    ['run', 'ready'],
    ['fail', 'failed DEPENDENCY_SKIPPED'],
  ])('that stays false leaves it to onDead %s when some are dead and none failed', (onDead, expected) => {
    const run = over(never, { onDead });
    run.end(completed, 'a', 'b');
    run.end(skipped, 'c');
    expect(run.tell('d')).toBe(expected);
  });

  it('that stays false fails its step when every edge arrived', () => {
    const run = over(never);
    run.end(completed, 'a', 'b', 'c');
    expect(told(run)).toEqual(['failed JOIN_UNREACHABLE', 'failing']);
  });

  it('that cannot be evaluated fails its step with the error of the expression', () => {
    const run = over({ when: 'steps.a * 2 > 1' });
    run.end(completed, 'a');
    expect(told(run)).toEqual(['failed EXPR_TYPE', 'failing']);
  });
});

describe('a step that reads more than its join names', () => {
  const gated = (join: Join, more: StepSketch = {}): RunInMemory =>
    runOf({ a: {}, b: {}, g: {}, d: { after: ['a', 'b'], join, reads: ['a', 'g'], ...more } });

  it('waits for what it reads beside the join', () => {
    const run = gated('first');
    run.end(completed, 'a');
    expect(run.step('d')).toMatchObject({ status: 'pending', hasFired: true });
    expect(run.end(completed, 'g')).toEqual(['d']);
    run.end(failed, 'b');
    expect(run.run).toEqual({ status: 'running' });
  });

  it('is skipped when a read step failed, though its join fired', () => {
    const run = gated('first');
    run.end(completed, 'a');
    run.end(failed, 'g');
    expect(told(run)).toEqual(['skipped UPSTREAM_FAILED', 'failing']);
    expect(run.run.stop?.reason.stepId).toBe('g');
  });

  it('has its join fired over a failure even where a read step failed later', () => {
    const run = gated('first', { onError: 'continue' });
    run.end(failed, 'b');
    run.end(completed, 'a');
    run.end(failed, 'g');
    expect(run.run.stop?.reason.stepId).toBe('g');
  });

  it('is skipped at once under onDead run when a read step failed and only an edge of the join is dead', () => {
    const run = gated('first', { onDead: 'run' });
    run.end(skipped, 'b');
    run.end(failed, 'g');
    expect(told(run)).toEqual(['skipped UPSTREAM_FAILED', 'failing']);
  });

  it.each<[StepSketch['onDead'], string]>([
    ['skip', 'skipped DEPENDENCY_SKIPPED'],
    ['run', 'ready'],
    ['fail', 'failed DEPENDENCY_SKIPPED'],
  ])('has what it reads under its own onDead %s', (onDead, expected) => {
    const run = gated('first', { onDead });
    run.end(completed, 'a');
    run.end(skipped, 'g');
    expect(run.tell('d')).toBe(expected);
  });
});

describe('a failure and the joins behind it', () => {
  it('is carried on by a step that was skipped because of it, to a join that takes it off', () => {
    const run = runOf({ f: {}, c: { after: ['f'] }, ok: {}, j: { after: ['c', 'ok'], join: 'any' } });
    run.end(failed, 'f');
    expect([run.tell('c'), run.run.status]).toEqual(['skipped UPSTREAM_FAILED', 'running']);
    run.end(completed, 'ok');
    expect([run.tell('j'), run.run.status]).toEqual(['ready', 'running']);
    expect(run.run.open).toBeUndefined();
  });

  it('that comes after another of the same carrier is carried on as well', () => {
    const run = runOf({ f: {}, g: {}, c: { after: ['f', 'g'] }, ok: {}, j: { after: ['c', 'ok'], join: 'any' } });
    run.end(failed, 'f', 'g');
    run.end(completed, 'ok');
    expect(run.run).toEqual({ status: 'running' });
  });

  it('stands from the moment in which none of its joins can be met', () => {
    const run = runOf({
      ...{ f: {}, x: {}, y: {} },
      j: { after: ['f', 'x'], join: 'any' },
      k: { after: ['f', 'y'], join: 'first' },
    });
    run.end(failed, 'f');
    run.end(skipped, 'x');
    expect(run.run).toMatchObject({ status: 'running', open: [{ code: 'AGENT_FAILED', stepId: 'f' }] });
    run.end(skipped, 'y');
    expect(run.run).toMatchObject({ status: 'failing', stop: { reason: { code: 'AGENT_FAILED', stepId: 'f' } } });
    expect(run.run.open).toBeUndefined();
  });

  it('is open while a join by expression over it may still become true', () => {
    const run = runOf({ f: {}, x: {}, j: { after: ['f', 'x'], join: { when: "steps.x.status == 'completed'" } } });
    run.end(failed, 'f');
    expect(run.run).toMatchObject({ status: 'running', open: [{ stepId: 'f' }] });
    run.end(completed, 'x');
    expect([run.tell('j'), run.run.stop?.spares]).toEqual(['ready', ['j']]);
  });

  it('is off when one of two joins fires, though the other cannot', () => {
    const run = runOf({
      f: {},
      x: {},
      y: {},
      j: { after: ['f', 'x'], join: atLeast2 },
      k: { after: ['f', 'y'], join: 'first' },
    });
    run.end(failed, 'f');
    expect([run.tell('j'), run.run.status]).toEqual(['skipped JOIN_UNREACHABLE', 'running']);
    run.end(completed, 'y');
    expect(run.run).toEqual({ status: 'running' });
  });

  it('stands when a join only looked at it, and the join that could have taken it off is dead', () => {
    const run = runOf({
      f: {},
      x: {},
      look: { after: ['f'], join: 'allSettled' },
      j: { after: ['f', 'x'], join: 'any' },
    });
    run.end(failed, 'f');
    expect([run.tell('look'), run.run.status]).toEqual(['ready', 'running']);
    run.end(skipped, 'x');
    expect([run.tell('j'), run.run.status]).toEqual(['skipped UPSTREAM_FAILED', 'failing']);
    expect(run.run.stop).toMatchObject({ reason: { stepId: 'f' }, spares: ['look'] });
  });

  it('names the first of two failures that stand', () => {
    const run = runOf({ f: {}, g: {}, x: {}, j: { after: ['f', 'x'], join: 'any' } });
    run.end(failed, 'f', 'g');
    expect(run.run.stop?.reason.stepId).toBe('g');
    const other = runOf({ f: {}, g: {}, x: {}, j: { after: ['f', 'g', 'x'], join: 'any' } });
    other.end(failed, 'g', 'f');
    other.end(skipped, 'x');
    expect(other.run.stop?.reason.stepId).toBe('g');
  });

  it('of a fallback that failed in the place of its step is one failure, off by a join over either', () => {
    const run = runOf({
      f: { onError: 'rescue' },
      rescue: {},
      x: {},
      j: { after: ['rescue', 'x'], join: 'first' },
    });
    run.end(failed, 'f', 'rescue');
    expect(run.run).toMatchObject({ status: 'running', open: [{ stepId: 'f' }] });
    run.end(completed, 'x');
    expect(run.run).toEqual({ status: 'running' });
  });

  it('is off by no join over a fallback that failed with continue: that counted it as arrived', () => {
    const steps = {
      f: { onError: 'rescue' },
      rescue: { onError: 'continue' },
      x: {},
      j: { after: ['rescue', 'x'], join: 'any' as const },
    };
    for (const order of [
      ['f', 'rescue'],
      ['rescue', 'f'],
    ]) {
      const run = runOf(steps, 'continue');
      run.end(failed, ...order);
      expect(run.run).toMatchObject({ status: 'failing', stop: { reason: { stepId: 'f' } } });
      run.end(completed, 'x');
      expect([run.tell('j'), run.run.status]).toEqual(['ready', 'failing']);
    }
  });

  it('under continue fails the run and lets the rest go on', () => {
    const run = runOf({ f: {}, x: {}, look: { after: ['f', 'x'], join: 'allSettled' } }, 'continue');
    run.end(failed, 'f');
    run.end(completed, 'x');
    expect([run.tell('look'), run.run.status]).toEqual(['ready', 'failing']);
  });
});

describe('what a looking join spares', () => {
  const plan = {
    f: {},
    x: {},
    look: { after: ['f'], join: 'allSettled' as const },
    behind: { after: ['look'] },
    y: { after: ['x'] },
  };

  it('under drain goes on with its step and those behind it, and cancels what has not begun', () => {
    const run = runOf(plan);
    run.put('x', 'running');
    run.end(failed, 'f');
    expect([run.tell('look'), run.tell('x'), run.tell('y')]).toEqual(['ready', 'running', 'cancelled RUN_FAILED']);
    expect(run.end(completed, 'x')).toEqual([]);
    expect(run.end(completed, 'look')).toEqual(['behind']);
    run.end(completed, 'behind');
    expect(run.run).toMatchObject({ status: 'failing', stop: { reason: { stepId: 'f' } } });
  });

  it('under drain calls off what is queued or waits, and lets a send of unknown outcome be', () => {
    const run = runOf({ ...plan, w: {}, u: {} });
    run.put('w', 'waiting').put('u', 'unknown');
    run.end(failed, 'f');
    expect(run.withdrawn).toEqual(['x', 'w']);
    expect([run.tell('x'), run.tell('w'), run.tell('u')]).toEqual([
      'cancelled RUN_FAILED',
      'cancelled RUN_FAILED',
      'unknown',
    ]);
  });

  it('under cancel calls off what runs as well', () => {
    const run = runOf({ ...plan, u: {} }, 'cancel');
    run.put('x', 'running').put('u', 'unknown');
    run.end(failed, 'f');
    expect(run.withdrawn).toEqual(['x', 'u']);
    expect([run.tell('look'), run.tell('x'), run.tell('u')]).toEqual([
      'ready',
      'cancelled RUN_FAILED',
      'cancelled RUN_FAILED',
    ]);
  });

  it('waits for the other edges of what it spares', () => {
    const run = runOf({ f: {}, x: {}, look: { after: ['f'], join: 'allSettled' }, both: { after: ['look', 'x'] } });
    run.put('x', 'running');
    run.end(failed, 'f');
    run.end(completed, 'look');
    expect(run.end(completed, 'x')).toEqual(['both']);
  });

  it('is not spared by a failure that comes while it waits, when the run fails for another', () => {
    const run = runOf({ f: {}, g: {}, x: {}, look: { after: ['g', 'x'], join: 'allSettled' } });
    run.put('g', 'running').put('x', 'running');
    run.end(failed, 'f', 'g');
    expect(run.end(completed, 'x')).toEqual([]);
    expect(run.tell('look')).toBe('pending');
  });
});

describe('rest cancel', () => {
  const race = (more: Record<string, StepSketch> = {}, rest: StepSketch = {}): RunInMemory =>
    runOf({ a: {}, b: {}, c: {}, d: { after: ['a', 'b', 'c'], join: 'first', rest: 'cancel', ...rest }, ...more });

  it('cancels the named steps that are live when the join fires', () => {
    const run = race();
    run.put('b', 'running').put('c', 'waiting');
    expect(run.end(completed, 'a')).toEqual(['d']);
    expect([run.tell('b'), run.tell('c')]).toEqual(Array(2).fill('cancelled CANCELLED_BY_JOIN'));
    expect(run.withdrawn).toEqual(['b', 'c']);
    expect(run.reasons.get('b')).toMatchObject({ stepId: 'd' });
  });

  it('lets them run on where the join keeps the rest', () => {
    const run = race({}, { rest: undefined });
    run.end(completed, 'a');
    expect([run.tell('b'), run.tell('c')]).toEqual(['ready', 'ready']);
  });

  it('cancels nothing that has ended, and calls off no step that had not begun', () => {
    const run = race({ p: {}, c: { after: ['p'] } });
    run.end(failed, 'b');
    run.end(completed, 'a');
    expect(run.tell('b')).toBe('failed AGENT_FAILED');
    expect([run.tell('c'), run.tell('p')]).toEqual(Array(2).fill('cancelled CANCELLED_BY_JOIN'));
    expect(run.withdrawn).toEqual(['p']);
  });

  it('cancels what only the losers needed, all the way up', () => {
    const run = race({ p: {}, q: { after: ['p'] }, c: { after: ['q'] } });
    run.end(completed, 'a');
    expect([run.tell('p'), run.tell('q'), run.tell('c')]).toEqual(Array(3).fill('cancelled CANCELLED_BY_JOIN'));
  });

  it('spares what somebody else needs as well, and what stands on its own', () => {
    const run = race({ p: {}, c: { after: ['p'] }, other: { after: ['p'] }, own: {} });
    run.end(completed, 'a');
    expect([run.tell('p'), run.tell('own'), run.tell('other')]).toEqual(['ready', 'ready', 'pending']);
  });

  it('spares what the outputs of the workflow read', () => {
    const sketches: Record<string, StepSketch> = {
      ...{ a: {}, p: {}, q: {}, b: { after: ['p', 'q'] } },
      d: { after: ['a', 'b'], join: 'first', rest: 'cancel' },
    };
    const run = new RunInMemory(planOf(sketches, 'drain', [{ name: 'p', from: '{{steps.p.output}}' }]));
    run.end(completed, 'a');
    expect([run.tell('p'), run.tell('q')]).toEqual(['ready', 'cancelled CANCELLED_BY_JOIN']);
  });

  it('cancels a fallback that runs for a step that only the losers needed', () => {
    const run = race({ p: { onError: 'rescue' }, rescue: {}, c: { after: ['p', 'rescue'] } });
    run.end(failed, 'p');
    run.put('rescue', 'running');
    run.end(completed, 'a');
    expect(run.tell('rescue')).toBe('cancelled CANCELLED_BY_JOIN');
  });

  it('leaves what depends on a loser to its own rule', () => {
    const run = race({
      e: { after: ['b'] },
      f: { after: ['b'], onDead: 'run' },
      g: { after: ['b', 'own'], join: 'any' },
      own: {},
    });
    run.end(completed, 'a');
    expect([run.tell('e'), run.tell('f'), run.tell('g')]).toEqual(['skipped DEPENDENCY_SKIPPED', 'ready', 'pending']);
  });

  it('cancels a step that two joins feed on for the one that fires first, and the other takes it as dead', () => {
    const run = race({ k: { after: ['b', 'own'], join: { atLeast: 2 } }, own: {} });
    run.end(completed, 'a');
    expect([run.tell('b'), run.tell('k')]).toEqual(['cancelled CANCELLED_BY_JOIN', 'skipped DEPENDENCY_SKIPPED']);
  });

  it('cancels the fallback that a loser has come to', () => {
    const run = race({ b: { onError: 'rescue' }, rescue: {} });
    run.end(failed, 'b');
    run.end(completed, 'a');
    expect([run.tell('b'), run.tell('rescue')]).toEqual(['failed AGENT_FAILED', 'cancelled CANCELLED_BY_JOIN']);
    expect(run.run).toEqual({ status: 'running' });
  });

  it('of a join by expression cancels too', () => {
    const run = race({}, { join: { when: "steps.a.status == 'completed'" } });
    run.end(completed, 'a');
    expect([run.tell('b'), run.tell('d')]).toEqual(['cancelled CANCELLED_BY_JOIN', 'ready']);
  });

  it('cancels nothing when the run is being drained: the join does not fire', () => {
    const run = race({ f: {} });
    run.put('a', 'running').put('b', 'running');
    run.end(failed, 'f');
    run.end(completed, 'a');
    expect([run.tell('b'), run.tell('d')]).toEqual(['running', 'pending']);
  });

  it('cancels two of four at the second arrival', () => {
    const run = runOf({
      a: {},
      b: {},
      c: {},
      e: {},
      d: { after: ['a', 'b', 'c', 'e'], join: { atLeast: 2 }, rest: 'cancel' },
    });
    run.end(completed, 'b', 'e');
    expect(run.statuses).toEqual({ a: 'cancelled', b: 'completed', c: 'cancelled', e: 'completed', d: 'ready' });
  });

  it('takes back what the same transition had made ready', () => {
    const run = runOf({ s: {}, a: { after: ['s'] }, d: { after: ['s', 'a'], join: 'first', rest: 'cancel' } });
    expect(run.end(completed, 's')).toEqual(['d']);
    expect(run.tell('a')).toBe('cancelled CANCELLED_BY_JOIN');
    expect(run.withdrawn).toEqual([]);
  });
});
