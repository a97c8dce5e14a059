import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());
afterEach(() => engine.script.reset());

const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'ALPHA', action: 'read', inputs: {}, retry: { attempts: 1 } },
  ...more,
});
// oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
const branch = (when: string, ...targets: string[]) => ({ when, then: targets });
const ends = (run: { steps: readonly { stepId: string; status: string; error?: { code: string } }[] }) =>
  Object.fromEntries(
    run.steps.map(({ stepId, status, error }) => [stepId, error ? `${status} ${error.code}` : status]),
  );

describe('a choice', () => {
  const routed = {
    id: 'routed',
    steps: [
      step('score', { inputs: { value: '{{trigger.value}}' } }),
      {
        id: 'route',
        choose: {
          branches: [
            branch('steps.score.output.value > 0.7', 'call'),
            branch('steps.score.output.value > 0.4', 'text'),
          ],
          otherwise: ['drop'],
        },
      },
      step('call'),
      step('text'),
      step('drop', { agent: 'BETA' }),
      step('report', { dependsOn: { steps: ['call', 'text', 'drop'], join: 'any' } }),
    ],
    outputs: { taken: '{{steps.route.output.taken}}' },
  };

  it.each([
    [0.9, 'call'],
    [0.5, 'text'],
    [0.1, 'drop'],
  ])('at %d takes %s, and skips the others', async (value, taken) => {
    const run = await engine.run(routed, { value });
    const branches = {
      call: 'skipped BRANCH_NOT_TAKEN',
      text: 'skipped BRANCH_NOT_TAKEN',
      drop: 'skipped BRANCH_NOT_TAKEN',
    };
    expect([run.status, ends(run)]).toEqual([
      'completed',
      { score: 'completed', route: 'completed', ...branches, [taken]: 'completed', report: 'completed' },
    ]);
    expect(run.outputs).toEqual({ taken: [taken] });
    expect(run.steps[1]?.kind).toBe('choice');
    expect(run.steps[1]).not.toHaveProperty('agent');
  });

  it('that begins the run is carried out without an agent', async () => {
    const run = await engine.run(
      {
        id: 'choice-first',
        steps: [
          {
            id: 'split',
            choose: {
              mode: 'every',
              branches: [branch('trigger.a', 'x'), branch('trigger.b', 'y'), branch('trigger.c', 'z')],
            },
          },
          ...['x', 'y', 'z'].map((id) => step(id)),
          step('merge', { dependsOn: { steps: ['x', 'y', 'z'], join: 'any' } }),
        ],
      },
      { a: true, c: true },
    );
    expect(ends(run)).toEqual({
      split: 'completed',
      x: 'completed',
      y: 'skipped BRANCH_NOT_TAKEN',
      z: 'completed',
      merge: 'completed',
    });
  });

  it('fails when nothing matches', async () => {
    const run = await engine.run({
      id: 'no-branch',
      steps: [{ id: 'c', choose: { branches: [branch('trigger.a', 'x')] } }, step('x')],
    });
    expect([run.status, ends(run)]).toEqual([
      'failed',
      { c: 'failed NO_BRANCH_MATCHED', x: 'skipped UPSTREAM_FAILED' },
    ]);
    expect(run.steps[0]?.attempts).toBe(1);
  });
});

describe('an end', () => {
  it('ends the whole run with its output, and aborts what runs', async () => {
    const begun = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<void>();
    engine.script.on('slow', (_, { signal }) => {
      begun.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.resolve();
          reject(signal.reason as Error);
        });
      });
    });
    engine.script.on('look', async () => {
      await begun.promise;
      return { isDuplicate: true };
    });
    const run = await engine.run({
      id: 'ended',
      steps: [
        step('slow', { agent: 'BETA' }),
        step('look'),
        { id: 'gate', choose: { branches: [branch('steps.look.output.isDuplicate', 'stop')], otherwise: ['go'] } },
        { id: 'stop', end: { outcome: 'completed', output: { why: 'duplicate', of: '{{steps.look.output}}' } } },
        step('go'),
        step('after', { dependsOn: ['slow'] }),
      ],
      outputs: { never: '{{steps.go.output}}' },
    });
    await aborted.promise;
    expect([run.status, run.outputs]).toEqual(['completed', { why: 'duplicate', of: { isDuplicate: true } }]);
    expect(ends(run)).toEqual({
      ...{ look: 'completed', gate: 'completed', stop: 'completed', go: 'skipped BRANCH_NOT_TAKEN' },
      ...{ slow: 'cancelled RUN_ENDED', after: 'cancelled RUN_ENDED' },
    });
  });

  it('with the outcome failed runs the error handler', async () => {
    const run = await engine.run({
      id: 'ended-failed',
      steps: [step('a', { action: 'write' }), { id: 'stop', dependsOn: ['a'], end: { outcome: 'failed' } }],
      errorHandler: 'rollback_workflow',
    });
    expect([run.status, run.error?.code, ends(run)]).toEqual([
      'compensated',
      'RUN_ENDED',
      { a: 'compensated', stop: 'completed' },
    ]);
  });
});

describe('a milestone', () => {
  it('skips a step whose attempt begins after it has passed', async () => {
    engine.script.on('check', () => ({ isOpen: false }));
    const run = await engine.run({
      id: 'milestone',
      steps: [
        step('check'),
        step('send', { dependsOn: ['check'], onlyWhile: 'steps.check.output.isOpen' }),
        step('after', { dependsOn: ['send'] }),
      ],
    });
    expect(ends(run)).toEqual({
      check: 'completed',
      send: 'skipped MILESTONE_EXPIRED',
      after: 'skipped DEPENDENCY_SKIPPED',
    });
  });

  it('is asked again before a further attempt', async () => {
    engine.script.on('send', () => {
      throw new Error('busy');
    });
    const closing = Promise.withResolvers<void>();
    engine.script.on('close', () => closing.promise);
    const { id } = await engine.workflows.publish(
      {
        id: 'milestone-again',
        steps: [
          step('close', { agent: 'BETA' }),
          step('send', {
            onlyWhile: "steps.close.status != 'completed'",
            retry: { attempts: 5, delay: 50, backoff: 'fixed' },
          }),
        ],
      },
      { teamId },
    );
    const { runId } = await engine.workflows.start(id, {}, { teamId });
    await until('the first attempt has failed', () => engine.script.callsOf('send').length > 0);
    closing.resolve();
    const run = await engine.workflows.result(runId, { teamId, timeout: 20_000 });
    expect(ends(run)).toEqual({ close: 'completed', send: 'skipped MILESTONE_EXPIRED' });
    expect(run.steps[1]?.attempts).toBeLessThan(5);
  });
});

describe('a step that cancels others', () => {
  it('aborts them when it completes', async () => {
    const aborted = Promise.withResolvers<unknown>();
    const begun = Promise.withResolvers<void>();
    engine.script.on('watch', (_, { signal }) => {
      begun.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.resolve(signal.reason);
          reject(signal.reason as Error);
        });
      });
    });
    engine.script.on('answer', () => begun.promise);
    const run = await engine.run({
      id: 'cancels',
      steps: [step('watch', { agent: 'BETA' }), step('answer', { cancels: ['watch'] })],
    });
    expect(await aborted.promise).toMatchObject({ why: 'step-cancelled' });
    expect([run.status, ends(run)]).toEqual([
      'completed',
      { watch: 'cancelled CANCELLED_BY_STEP', answer: 'completed' },
    ]);
  });
});
