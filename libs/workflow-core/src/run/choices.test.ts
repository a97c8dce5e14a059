import { describe, expect, it } from 'vitest';
import type { StepEnd } from './end-step.js';
import { cancelled, completed, failed, planOf, RunInMemory, skipped, type StepSketch } from './run-rules.fixture.js';
import { settleRemains } from './settle-remains.js';
import { verdictOf } from './verdict.js';

const runOf = (...plan: Parameters<typeof planOf>): RunInMemory => new RunInMemory(planOf(...plan));
const taking = (...taken: string[]): StepEnd => ({ status: 'completed', taken });

describe('the end of a choice', () => {
  const plan: Record<string, StepSketch> = {
    c: { targets: ['x', 'y', 'z'] },
    x: {},
    y: {},
    z: {},
    after: { after: ['y'] },
  };

  it('frees what it takes and skips the others, all the way down', () => {
    const run = runOf(plan);
    expect(run.end(taking('x', 'z'), 'c')).toEqual(['x', 'z']);
    expect([run.tell('y'), run.tell('after')]).toEqual(['skipped BRANCH_NOT_TAKEN', 'skipped DEPENDENCY_SKIPPED']);
    expect(run.reasons.get('y')).toMatchObject({ stepId: 'c' });
    expect(run.run.status).toBe('running');
  });

  it('lets a target wait for its own dependencies as well', () => {
    const run = runOf({ c: { targets: ['x'] }, a: {}, x: { after: ['a'] } });
    expect(run.end(taking('x'), 'c')).toEqual([]);
    expect(run.end(completed, 'a')).toEqual(['x']);
  });

  it.each<[string, StepSketch]>([
    ['under onDead run', { onDead: 'run' }],
    ['under onDead fail', { onDead: 'fail' }],
    ['with a join that had fired', { after: ['a'], join: 'first' }],
    ['with a join that looks', { after: ['a'], join: 'allSettled' }],
  ])('skips a target that it does not take even %s', (_, more) => {
    const run = runOf({ c: { targets: ['x', 'y'] }, a: {}, x: {}, y: more });
    run.end(completed, 'a');
    run.end(taking('x'), 'c');
    expect(run.tell('y')).toBe('skipped BRANCH_NOT_TAKEN');
  });

  it.each<[string, StepEnd, string]>([
    ['skipped', skipped, 'skipped DEPENDENCY_SKIPPED'],
    ['cancelled', cancelled, 'skipped DEPENDENCY_SKIPPED'],
    ['failed', failed, 'skipped UPSTREAM_FAILED'],
  ])('skips every target of a choice that was %s, whatever their onDead', (_, end, expected) => {
    const run = runOf({ c: { targets: ['x', 'y'] }, x: { onDead: 'run' }, y: {} });
    run.end(end, 'c');
    expect([run.tell('x'), run.tell('y')]).toEqual([expected, expected]);
  });

  it('that failed with continue takes nothing', () => {
    const run = runOf({ c: { targets: ['x'], onError: 'continue' }, x: {}, after: { after: ['c'] } });
    expect(run.end(failed, 'c')).toEqual(['after']);
    expect(run.tell('x')).toBe('skipped BRANCH_NOT_TAKEN');
  });

  it('that a join behind its targets can still take off leaves the run going', () => {
    const run = runOf({ c: { targets: ['x'] }, x: {}, ok: {}, j: { after: ['x', 'ok'], join: 'any' } });
    run.end(failed, 'c');
    expect(run.run.status).toBe('running');
    run.end(completed, 'ok');
    expect(run.run).toEqual({ status: 'running' });
  });

  it('is joined by a step over two branches, which waits for the taken one alone', () => {
    const run = runOf({ c: { targets: ['x', 'y'] }, x: {}, y: {}, merge: { after: ['x', 'y'], join: 'any' } });
    run.end(taking('y'), 'c');
    expect(run.end(completed, 'y')).toEqual(['merge']);
  });
});

describe('a step that cancels others', () => {
  it('cancels them when it completes, with what only they needed', () => {
    const run = runOf({ a: { cancels: ['b', 'e'] }, b: {}, c: { after: ['b'] }, d: {}, e: { after: ['d'] } });
    run.put('b', 'running');
    run.end(completed, 'a');
    expect(run.withdrawn).toEqual(['b', 'd']);
    expect([run.tell('b'), run.tell('c'), run.tell('d'), run.tell('e')]).toEqual([
      'cancelled CANCELLED_BY_STEP',
      'skipped DEPENDENCY_SKIPPED',
      'cancelled CANCELLED_BY_STEP',
      'cancelled CANCELLED_BY_STEP',
    ]);
  });

  it('cancels nothing when it fails, or when they have ended', () => {
    const run = runOf({ a: { cancels: ['b'], onError: 'continue' }, b: {} });
    run.end(failed, 'a');
    expect(run.tell('b')).toBe('ready');
    const late = runOf({ a: { cancels: ['b'] }, b: {} });
    late.end(completed, 'b', 'a');
    expect(late.tell('b')).toBe('completed');
  });

  it('cancels nothing while the run is being drained', () => {
    const run = runOf({ a: { cancels: ['b'] }, b: {}, f: {} });
    run.put('a', 'running').put('b', 'running');
    run.end(failed, 'f');
    run.end(completed, 'a');
    expect(run.tell('b')).toBe('running');
  });
});

describe('an end', () => {
  const ending = (ends: 'completed' | 'failed'): StepEnd => ({ status: 'completed', ends });
  const plan = { e: {}, b: {}, c: { after: ['b'] }, d: { after: ['e'] } };

  it.each(['completed', 'failed'] as const)('with the outcome %s ends the run: nothing more begins', (outcome) => {
    const run = runOf(plan);
    run.put('b', 'running');
    expect(run.end(ending(outcome), 'e')).toEqual([]);
    expect(run.run).toMatchObject({
      status: outcome === 'failed' ? 'failing' : 'running',
      stop: { mode: 'cancel', outcome, reason: { code: 'RUN_ENDED', stepId: 'e' } },
    });
    const { definition } = run.plan;
    expect(verdictOf(definition, run.run.stop, false).kind).toBe(outcome);
    const remains = settleRemains(run.plan, run);
    expect(
      remains.kind === 'ended' && remains.cancelled.map(({ stepId, reason }) => `${stepId} ${reason.code}`),
    ).toEqual(['b RUN_ENDED', 'c RUN_ENDED', 'd RUN_ENDED']);
  });

  it('forgives a failure that a join might still have taken off', () => {
    const run = runOf({ e: {}, f: {}, x: {}, j: { after: ['f', 'x'], join: 'any' } });
    run.end(failed, 'f');
    run.end(ending('completed'), 'e');
    expect(run.run.open).toBeUndefined();
    expect(verdictOf(run.plan.definition, run.run.stop, false).kind).toBe('completed');
  });

  it('does not undo a failure that stands', () => {
    const run = runOf({ e: {}, f: {} }, 'continue');
    run.end(failed, 'f');
    run.end(ending('completed'), 'e');
    expect(run.run).toMatchObject({ status: 'failing', stop: { mode: 'cancel', reason: { stepId: 'f' } } });
    expect(verdictOf(run.plan.definition, run.run.stop, false).kind).toBe('failed');
  });
});
