import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '../definition/definition.js';
import { normaliseDefinition } from '../definition/normalise/normalise-definition.js';
import { planDefinition } from '../plan/plan-definition.js';
import type { Plan, PlannedContainer } from '../plan/plan.js';
import { endStep, type StepEnd } from './end-step.js';
import { completed, failed, RunInMemory, skipped } from './run-rules.fixture.js';
import {
  allSteps,
  containerOfInstance,
  containersOn,
  findStep,
  instanceAt,
  pathIn,
  readPath,
  readPathsOf,
  stepAt,
  topOf,
  topScope,
} from './scope.js';
import { settleRemains, unendedSteps } from './settle-remains.js';
import { Transition } from './transition.js';

function plan(...steps: object[]): Plan {
  const { definition, problems } = normaliseDefinition({ id: 'w', steps });
  expect(problems.filter(({ code }) => code !== 'NOT_BUILT')).toEqual([]);
  return planDefinition(definition as WorkflowDefinition);
}
const step = (id: string, more: object = {}) => ({ id, agent: 'LUCI', action: 'research_lead', ...more });
const map = (id: string, steps: object[], more: object = {}) => ({ id, map: { over: 'trigger.list', steps, ...more } });
const interleave = (id: string, steps: object[], order: string[][] = []) => ({ id, interleave: { steps, order } });
const loop = (id: string, steps: object[]) => ({ id, loop: { steps, while: 'loop.index < 2', maxIterations: 3 } });

/** A run whose container `id` runs, with the instances open. */
function running(planned: Plan, id: string, ...instances: string[]): RunInMemory {
  const run = new RunInMemory(planned).put(id, 'running');
  for (const path of instances) run.open(path);
  return run;
}

describe('paths', () => {
  const nested = plan(
    map('each', [
      step('ask'),
      map('sub', [step('x', { inputs: { leadId: '{{steps.ask.output}}{{steps.top.output}}' } })]),
    ]),
    interleave('visits', [step('a')]),
    step('top'),
  );

  it.each(['top', 'each', 'each.3.ask', 'each.0.sub.12.x', 'visits.a'])('%s names a step', (path) => {
    expect(findStep(nested, path)).toMatchObject({ path, planned: { id: path.slice(path.lastIndexOf('.') + 1) } });
    expect(topOf(path)).toBe(path.split('.')[0]);
  });

  it.each(['nobody', 'top.a', 'each.ask', 'each.3', 'each.03.ask', 'each.3.nobody', 'visits.0.a', 'each.3.ask.x', ''])(
    "'%s' names none",
    (path) => {
      expect(findStep(nested, path)).toBeUndefined();
      expect(() => stepAt(nested, path)).toThrow(`has no step '${path}'`);
      expect(() => endStep(nested, new Transition(new RunInMemory(nested)), path, completed, () => false)).toThrow(
        RangeError,
      );
    },
  );

  it('of instances lead to their containers', () => {
    expect(['each.3', 'each.3.sub.1', 'visits'].map(containerOfInstance)).toEqual(['each', 'each.3.sub', 'visits']);
    expect(instanceAt(stepAt(nested, 'each'), 'each.3')).toMatchObject({ path: 'each.3', index: 3 });
    expect(instanceAt(stepAt(nested, 'visits'), 'visits')).toMatchObject({ path: 'visits' });
  });

  it('of what a step reads lie in its own scope or in one around it', () => {
    const place = stepAt(nested, 'each.3.sub.1.x');
    expect(readPathsOf(place)).toEqual(['each.3.ask', 'top']);
    expect(() => readPath(place.scope, 'nobody')).toThrow(RangeError);
    expect(pathIn(topScope(nested), 'top')).toBe('top');
  });

  it('lead inwards to containers, in all instances that are open', () => {
    const open: Record<string, string[]> = { each: ['each.0', 'each.3'] };
    const on = (...way: string[]) => containersOn(topScope(nested), way, (path) => open[path] ?? []);
    expect(on('each').map(({ path }) => path)).toEqual(['each']);
    expect(on('each', 'sub').map(({ path }) => path)).toEqual(['each.0.sub', 'each.3.sub']);
  });

  it('are there for every step of a plan', () => {
    expect(allSteps(nested).map(({ id }) => id)).toEqual(['each', 'ask', 'sub', 'x', 'visits', 'a', 'top']);
  });
});

describe('an instance', () => {
  const chain = plan(map('each', [step('a'), step('b', { dependsOn: ['a'] })]), step('after', { dependsOn: ['each'] }));

  it('begins with its first steps, and decides by itself', () => {
    const run = running(chain, 'each');
    expect(run.open('each.0')).toEqual(['each.0.a']);
    expect(run.open('each.1')).toEqual(['each.1.a']);
    expect(run.end(completed, 'each.1.a')).toEqual(['each.1.b']);
    expect(run.step('each.0.b').status).toBe('pending');
  });

  it('fails at once with a failure, which cancels what still runs in it and nothing else', () => {
    const wide = plan(map('each', [step('a'), step('b'), step('c', { dependsOn: ['b'] })]), step('beside'));
    const run = running(wide, 'each', 'each.0', 'each.1').put('each.0.b', 'running');
    run.end(failed, 'each.0.a');
    expect(run.failures.get('each.0')).toMatchObject({ code: 'AGENT_FAILED', stepId: 'each.0.a' });
    expect(['each.0.b', 'each.0.c'].map((path) => run.tell(path))).toEqual([
      'cancelled SCOPE_ENDED',
      'cancelled SCOPE_ENDED',
    ]);
    expect(run.withdrawn).toEqual(['each.0.b']);
    expect([run.step('each.1.a').status, run.run.status, run.run.stop]).toEqual(['ready', 'running', undefined]);
  });

  it('lives with a failure that is forgiven, saved by a fallback, or taken off by a join', () => {
    const forgiving = plan(
      map('each', [
        step('a', { onError: 'continue' }),
        step('b', { onError: { fallback: 'spare' } }),
        step('spare'),
        step('c'),
        step('d', { dependsOn: { steps: ['b', 'c'], join: 'first' } }),
      ]),
    );
    const run = running(forgiving, 'each', 'each.0');
    run.end(failed, 'each.0.a', 'each.0.b');
    expect(run.end(completed, 'each.0.spare')).toEqual(['each.0.d']);
    expect(run.end(failed, 'each.0.c')).toEqual([]);
    expect([run.failures.size, run.run.open]).toEqual([0, undefined]);
  });

  it('keeps a failure open while a join may take it off, beside those of others', () => {
    const racing = plan(
      map('each', [step('a'), step('b'), step('c', { dependsOn: { steps: ['a', 'b'], join: 'first' } })]),
      step('x'),
      step('y'),
      step('z', { dependsOn: { steps: ['x', 'y'], join: 'first' } }),
    );
    const run = running(racing, 'each', 'each.0', 'each.1');
    run.end(failed, 'x', 'each.0.a', 'each.1.a');
    const openOf = () => run.run.open?.map(({ stepId }) => stepId);
    expect(openOf()).toEqual(['x', 'each.0.a', 'each.1.a']);
    run.end(completed, 'each.0.b');
    expect([openOf(), run.failures.size]).toEqual([['x', 'each.1.a'], 0]);
    run.end(failed, 'each.1.b');
    expect([openOf(), [...run.failures.keys()]]).toEqual([['x'], ['each.1']]);
    run.end(completed, 'y');
    expect([openOf(), run.run.stop]).toEqual([undefined, undefined]);
  });

  it('keeps a failure open for as long as its join is', () => {
    const names = ['a', 'b', 'c', 'd'];
    const quorum = plan(
      map('each', [...names.map((id) => step(id)), step('e', { dependsOn: { steps: names, join: { atLeast: 2 } } })]),
    );
    const run = running(quorum, 'each', 'each.0');
    run.end(failed, 'each.0.a');
    const { open } = run.run;
    run.end(completed, 'each.0.b');
    expect(run.run.open).toBe(open);
    expect(run.end(completed, 'each.0.c')).toEqual(['each.0.e']);
    expect(run.run.open).toBeUndefined();
  });

  it('fails once: what its own cancellations cause is no second failure', () => {
    const two = plan(map('each', [step('a'), step('b', { onError: { fallback: 'spare' } }), step('spare')]));
    const run = running(two, 'each', 'each.0');
    run.end(failed, 'each.0.b', 'each.0.spare');
    expect(run.failures.get('each.0')?.stepId).toBe('each.0.b');
    expect(run.step('each.0.a').status).toBe('cancelled');
  });

  it('begins nothing more while its run drains, and ends the run where an `end` in it is met', () => {
    const ending = plan(map('each', [step('a'), step('b', { dependsOn: ['a'] })]), step('x'));
    const drained = running(ending, 'each', 'each.0');
    drained.end(failed, 'x');
    expect(drained.end(completed, 'each.0.a')).toEqual([]);

    const ended = running(
      plan(map('each', [step('a'), { id: 'stop', dependsOn: ['a'], end: { outcome: 'completed' } }]), step('x')),
      'each',
      'each.0',
    );
    ended.end(completed, 'each.0.a');
    ended.transit((transition) =>
      endStep(ended.plan, transition, 'each.0.stop', { status: 'completed', ends: 'completed' }, () => false),
    );
    expect(ended.run.stop).toMatchObject({ mode: 'cancel', outcome: 'completed', reason: { stepId: 'each.0.stop' } });
  });
});

/** Of a loop in an instance and of one beside it, with the loops. */
const lastIterations = [
  ['each.0.again.2', 'each.0.again'],
  ['last.2', 'last'],
] as const;

describe('a container that ends', () => {
  const outer = plan(
    map('each', [step('a'), map('sub', [step('x'), step('y')])]),
    step('other'),
    step('race', { dependsOn: { steps: ['each', 'other'], join: 'first', rest: 'cancel' } }),
  );
  const busy = () => running(outer, 'each', 'each.0').put('each.0.sub', 'running');

  it('closes what is open inside, all the way down', () => {
    const run = busy();
    run.open('each.0.sub.1');
    run.put('each.0.sub.1.x', 'running');
    run.end(completed, 'other');
    expect(run.tell('each')).toBe('cancelled CANCELLED_BY_JOIN');
    expect(['each.0.a', 'each.0.sub', 'each.0.sub.1.x'].map((path) => run.tell(path))).toEqual(
      Array(3).fill('cancelled SCOPE_ENDED'),
    );
    expect(run.withdrawn).toEqual(['each', 'each.0.a', 'each.0.sub.1.x', 'each.0.sub.1.y', 'each.0.sub']);
    expect([run.openInstances('each'), run.openInstances('each.0.sub')]).toEqual([[], []]);
  });

  it('closes what has not begun as well, and what begins in this very moment', () => {
    const chained = plan(
      map('each', [step('a'), step('b', { dependsOn: ['a'] })]),
      step('other'),
      step('race', { dependsOn: { steps: ['each', 'other'], join: 'first', rest: 'cancel' } }),
    );
    const run = running(chained, 'each', 'each.0');
    const released = run.transit((transition) => {
      endStep(chained, transition, 'each.0.a', completed, () => false);
      endStep(chained, transition, 'other', completed, () => false);
    });
    expect([released, run.tell('each.0.b'), run.withdrawn]).toEqual([['race'], 'cancelled SCOPE_ENDED', ['each']]);
    const early = running(chained, 'each', 'each.0');
    early.end(completed, 'other');
    expect(early.tell('each.0.b')).toBe('cancelled SCOPE_ENDED');
  });

  it('or whose run drains and spares others: what waits inside is cancelled, and it too once nothing in it lives', () => {
    const looked = plan(
      map('each', [step('a'), step('b')]),
      map('idle', [step('c')]),
      step('breaks'),
      step('looks', { dependsOn: { steps: ['breaks'], join: 'allSettled' } }),
    );
    const run = running(looked, 'each', 'each.0').put('each.0.a', 'running').put('each.0.b', 'waiting');
    run.put('idle', 'running').open('idle.0');
    run.end(failed, 'breaks');
    expect(run.run.stop).toMatchObject({ mode: 'drain', spares: ['looks'] });
    expect(['each', 'each.0.a', 'each.0.b', 'idle', 'idle.0.c', 'looks'].map((path) => run.tell(path))).toEqual([
      ...['running', 'running', 'cancelled RUN_FAILED', 'cancelled RUN_FAILED', 'cancelled RUN_FAILED', 'ready'],
    ]);
    expect([run.openInstances('each'), run.openInstances('idle')]).toEqual([['each.0'], []]);
  });

  it('as one of an instance that fails does, though it had completed and kept what is inside', () => {
    const nested = plan(
      map('each', [map('sub', [step('x')], { completeWhen: 'map.ok > 0', rest: 'keep' }), step('a')]),
    );
    const run = running(nested, 'each', 'each.0').put('each.0.sub', 'running');
    run.open('each.0.sub.1');
    run.end({ status: 'completed', keepsInside: true }, 'each.0.sub');
    run.end(failed, 'each.0.a');
    expect([run.tell('each.0.sub'), run.tell('each.0.sub.1.x')]).toEqual(['completed', 'cancelled SCOPE_ENDED']);
  });

  it('but leaves the last iteration of a failed loop to who counts it, where its failure fails what it stands in', () => {
    const loops = plan(map('each', [loop('again', [step('x')])]), loop('last', [step('y')]), {
      ...step('looks'),
      dependsOn: { steps: ['last'], join: 'allSettled' },
    });
    const run = running(loops, 'each', 'each.0').put('each.0.again', 'running').put('last', 'running');
    for (const [path, container] of lastIterations) {
      run.open(path);
      run.end({ ...failed, keepsInside: true } as StepEnd, container);
      expect(run.openInstances(container)).toEqual([path]);
    }
    expect(run.run.stop).toMatchObject({ spares: ['looks'] });
  });

  it('nor closes that of a completed loop, where what follows fails what it stands in', () => {
    const spared = (id: string, inner: string) => [
      { ...loop(id, [step(inner)]), onError: { fallback: `${id}-spare` } },
      step(`${id}-spare`),
      { ...step(`${id}-after`), dependsOn: { steps: [`${id}-spare`], onDead: 'fail' } },
    ];
    const looks = { ...step('looks'), dependsOn: { steps: ['last-after'], join: 'allSettled' } };
    const loops = plan(map('each', spared('again', 'x')), ...spared('last', 'y'), looks);
    const run = running(loops, 'each', 'each.0').put('each.0.again', 'running').put('last', 'running');
    for (const [path, container] of lastIterations) {
      run.open(path);
      run.end({ status: 'completed', keepsInside: true }, container);
      expect(run.tell(`${container}-after`)).toBe('failed DEPENDENCY_SKIPPED');
      expect(run.openInstances(container)).toEqual([path]);
    }
    expect(run.run.stop).toMatchObject({ spares: ['looks'] });
  });

  it('lets what is open inside go on where it keeps that', () => {
    const run = busy();
    run.end({ status: 'completed', keepsInside: true }, 'each');
    expect([run.step('each.0.a').status, run.openInstances('each')]).toEqual(['ready', ['each.0']]);
    run.end(completed, 'each.0.a');
    expect(settleRemains(outer, run)).toMatchObject({
      kind: 'requeue',
      stepIds: expect.arrayContaining(['each.0.sub']),
    });
  });
});

describe('an interleave', () => {
  const turns = (order: string[][] = [], ...more: object[]) =>
    plan(interleave('visits', [step('a'), step('b'), step('c'), ...more], order));

  it('lets one step begin at a time, as listed', () => {
    const run = running(turns(), 'visits');
    expect(run.open('visits')).toEqual(['visits.a']);
    expect(run.end(completed, 'visits.a')).toEqual(['visits.b']);
    expect(run.put('visits.b', 'waiting').end(skipped, 'visits.b')).toEqual(['visits.c']);
    expect(run.end(completed, 'visits.c')).toEqual([]);
  });

  it('keeps its order, whatever became of the step before', () => {
    const run = running(
      turns([
        ['c', 'a'],
        ['b', 'a'],
      ]),
      'visits',
    );
    expect(run.open('visits')).toEqual(['visits.b']);
    expect(run.end(completed, 'visits.b')).toEqual(['visits.c']);
    expect(run.end(skipped, 'visits.c')).toEqual(['visits.a']);
  });

  it('goes by the joins of its steps as well', () => {
    const run = running(
      turns(
        [],
        step('d', { dependsOn: { steps: ['a'], onDead: 'run' } }),
        step('e', { onError: { fallback: 'spare' } }),
        step('spare'),
      ),
      'visits',
    );
    run.open('visits');
    run.end(skipped, 'visits.a');
    run.end(completed, 'visits.b');
    expect(run.end(completed, 'visits.c')).toEqual(['visits.d']);
    expect(run.end(completed, 'visits.d')).toEqual(['visits.e']);
    expect(run.end(failed, 'visits.e')).toEqual(['visits.spare']);
  });

  it('lets nobody begin while a step is under way', () => {
    const run = running(turns(), 'visits');
    run.open('visits');
    expect(run.end(skipped, 'visits.c')).toEqual([]);
    expect(run.end(completed, 'visits.a')).toEqual(['visits.b']);
  });

  it('asks a join by expression when an edge ends, and not at each turn', () => {
    const run = running(
      turns([], step('d', { dependsOn: { steps: ['a', 'b'], join: { when: "steps.b.status == 'completed'" } } })),
      'visits',
    );
    run.open('visits');
    expect(run.end(completed, 'visits.a')).toEqual(['visits.b']);
    expect(run.end(completed, 'visits.b')).toEqual(['visits.c']);
    expect(run.end(completed, 'visits.c')).toEqual(['visits.d']);
  });

  it('puts a step of a lower priority number first', () => {
    const planned = turns();
    const { scope } = stepAt(planned, 'visits').planned.control as PlannedContainer;
    const last = scope.steps.get('c') as { step: object };
    Object.assign(last.step, { priority: 1 });
    const run = running(planned, 'visits');
    expect(run.open('visits')).toEqual(['visits.c']);
    expect(run.end(completed, 'visits.c')).toEqual(['visits.a']);
  });

  it('begins no further step after a failure, nor while the run drains', () => {
    const run = running(turns(), 'visits');
    run.open('visits');
    expect(run.end(failed, 'visits.a')).toEqual([]);
    expect(run.tell('visits.b')).toBe('cancelled SCOPE_ENDED');

    const drained = running(plan(interleave('visits', [step('a'), step('b')]), step('x')), 'visits');
    drained.open('visits');
    drained.end(failed, 'x');
    expect(drained.end(completed, 'visits.a')).toEqual([]);
  });
});

describe('what is left of a run', () => {
  const planned = plan(map('each', [step('a'), loop('again', [step('x')])]), step('end', { dependsOn: ['each'] }));

  it('is looked for in every open instance', () => {
    const run = running(planned, 'each', 'each.0').put('each.0.again', 'running');
    run.open('each.0.again.1');
    expect([...unendedSteps(run, topScope(planned))].map(({ path }) => path)).toEqual([
      ...['each', 'each.0.a', 'each.0.again', 'each.0.again.1.x', 'end'],
    ]);
    expect(settleRemains(planned, run)).toEqual({
      kind: 'requeue',
      stepIds: ['each', 'each.0.a', 'each.0.again', 'each.0.again.1.x'],
    });
  });

  it('begins nothing more under a drain, but a container that runs is looked at again', () => {
    const run = running(planned, 'each', 'each.0');
    run.run = { status: 'failing', stop: { mode: 'drain', reason: { code: 'X', message: 'x' } } };
    expect(settleRemains(planned, run)).toEqual({ kind: 'requeue', stepIds: ['each'] });
    run.put('each', 'failed');
    expect(settleRemains(planned, run)).toMatchObject({ kind: 'ended' });
  });

  it('is a container that completed, of whose items one ended unheard', () => {
    const run = running(planned, 'each', 'each.0');
    run.put('each', 'completed').put('each.0.a', 'completed').put('each.0.again', 'completed').put('end', 'completed');
    expect(settleRemains(planned, run)).toEqual({ kind: 'requeue', stepIds: ['each'] });
  });
});
