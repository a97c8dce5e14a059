import { until } from '@workflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const step = (id: string, more: object = {}) => ({ id, agent: 'ALPHA', action: 'read', inputs: {}, ...more });

describe('a run', () => {
  it('carries outputs along a chain to its declared outputs', async () => {
    engine.script.on('first', () => ({ score: 7 })).on('second', ({ score }) => ({ doubled: Number(score) * 2 }));
    const run = await engine.run({
      id: 'chain',
      steps: [step('first'), step('second', { inputs: { score: '{{steps.first.output.score}}' } })],
      outputs: { result: '{{steps.second.output.doubled}}' },
    });
    expect(run.status).toBe('completed');
    expect(run.outputs).toEqual({ result: 14 });
    expect(run.steps.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['completed', 1],
      ['completed', 1],
    ]);
  });

  it.each(['workflow-root', 'workflow-agent-beta'])("leaves a thousand of BullMQ's own events in %s", async (queue) => {
    await engine.run({ id: 'one', steps: [step('only', { agent: 'BETA' })] });
    const meta = `{${engine.prefix}0}:${queue}:meta`;
    await until('the queue is set', async () => (await engine.redis.hget(meta, 'opts.maxLenEvents')) === '1000');
  });

  it('runs a diamond once each, across agents, and joins after both', async () => {
    const run = await engine.run({
      id: 'diamond',
      steps: [
        step('a'),
        step('b', { agent: 'BETA', dependsOn: ['a'] }),
        step('c', { dependsOn: ['a'] }),
        step('d', { agent: 'BETA', dependsOn: ['b', 'c'] }),
      ],
    });
    expect(run.status).toBe('completed');
    const order = engine.script.calls.map(({ ctx }) => ctx.stepId).slice(-4);
    expect(order[0]).toBe('a');
    expect(order[3]).toBe('d');
  });

  it('skips what a false condition leaves out, all the way down, with reasons', async () => {
    const run = await engine.run({
      id: 'conditional',
      steps: [
        step('look'),
        step('act', { condition: '{{steps.look.output.score > 0.7}}', dependsOn: ['look'] }),
        step('follow', { dependsOn: ['act'] }),
      ],
    });
    expect(run.status).toBe('completed');
    expect(run.steps[1]).toMatchObject({ status: 'skipped', attempts: 0, error: { code: 'CONDITION_FALSE' } });
    expect(run.steps[2]).toMatchObject({ status: 'skipped', error: { code: 'DEPENDENCY_SKIPPED', stepId: 'act' } });
  });

  it('retries with backoff, then fails, drains and reports the failure', async () => {
    engine.script.on('flaky', () => {
      throw new Error('no luck');
    });
    const run = await engine.run({
      id: 'failing',
      steps: [step('flaky', { retry: { attempts: 2, delay: 20 } }), step('after', { dependsOn: ['flaky'] })],
    });
    expect(run.status).toBe('failed');
    expect(run.error).toMatchObject({ code: 'AGENT_FAILED', message: 'no luck', stepId: 'flaky' });
    expect(run.steps).toMatchObject([
      { status: 'failed', attempts: 2 },
      { status: 'skipped', error: { code: 'UPSTREAM_FAILED', stepId: 'flaky' } },
    ]);
  });

  it('undoes completed steps in reverse order of completion', async () => {
    engine.script.on('breaks', () => {
      throw new Error('broken');
    });
    engine.script.calls.length = 0;
    const run = await engine.run({
      id: 'rollback',
      errorHandler: 'rollback_workflow',
      steps: [
        step('one', { action: 'write' }),
        step('two', { action: 'write', dependsOn: ['one'] }),
        step('breaks', { dependsOn: ['two'], retry: { attempts: 1 } }),
      ],
    });
    expect(run.status).toBe('compensated');
    expect(engine.script.calls.filter(({ agent }) => agent === 'undo').map(({ ctx }) => ctx.stepId)).toEqual([
      'two',
      'one',
    ]);
    expect(run.steps.map(({ status }) => status)).toEqual(['compensated', 'compensated', 'failed']);
  });

  it('ends cancelled, with what ran aborted', async () => {
    const aborted = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    engine.script.on('long', (_, ctx) => {
      begun.resolve();
      return new Promise((_resolve, reject) => {
        ctx.signal.addEventListener('abort', () => {
          aborted.resolve();
          reject(ctx.signal.reason as Error);
        });
      });
    });
    await engine.workflows.publish(
      { id: 'long-run', steps: [step('long'), step('next', { dependsOn: ['long'] })] },
      { teamId },
    );
    const { runId } = await engine.workflows.start('long-run', {}, { teamId });
    await begun.promise;
    await engine.workflows.cancel(runId, { teamId, by: 'ann', reason: 'enough' });
    await aborted.promise;
    const run = await engine.workflows.result(runId, { teamId, timeout: 10_000 });
    expect(run.status).toBe('cancelled');
    expect(run.steps.map(({ status, error }) => [status, error?.code])).toEqual([
      ['cancelled', 'RUN_CANCELLED'],
      ['cancelled', 'RUN_CANCELLED'],
    ]);
  });
});
