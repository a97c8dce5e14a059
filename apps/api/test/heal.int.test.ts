import { until } from '@workflow/testing';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import type { Engine } from '../src/app/workflow/engine.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
let parts: Engine;
beforeAll(async () => {
  engine = await startEngine({ sweeper: { everyMs: 3_600_000, minAgeMs: 0 } });
  parts = engine.app.get<Engine>(WORKFLOW_ENGINE, { strict: false });
});
afterAll(() => engine.close());

const step = (id: string, more: object = {}) => ({ id, agent: 'ALPHA', action: 'read', inputs: {}, ...more });

describe('the sweeper', () => {
  it('drives a run whose starter died before it added the job tree', async () => {
    await engine.workflows.publish({ id: 'orphan', steps: [step('a'), step('b', { dependsOn: ['a'] })] }, { teamId });
    vi.spyOn(parts.queues, 'addTree').mockRejectedValueOnce(new Error('killed here'));
    await expect(engine.workflows.start('orphan', {}, { teamId })).rejects.toThrow('killed here');
    const { items } = await engine.workflows.list({ teamId, workflow: 'orphan' });
    expect(items).toMatchObject([{ status: 'pending' }]);
    expect(await parts.sweeper.sweep()).toBe(1);
    const run = await engine.workflows.result(items[0]?.runId ?? '', { teamId, timeout: 10_000 });
    expect(run.steps).toMatchObject([
      { status: 'completed', attempts: 1 },
      { status: 'completed', attempts: 1 },
    ]);
  });

  it('leaves a run alone that has its root', async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    engine.script.on('waits', async () => {
      begun.resolve();
      await goOn.promise;
      return {};
    });
    await engine.workflows.publish({ id: 'alive', steps: [step('waits')] }, { teamId });
    const { runId } = await engine.workflows.start('alive', {}, { teamId });
    await begun.promise;
    expect(await parts.sweeper.sweep()).toBe(0);
    goOn.resolve();
    expect((await engine.workflows.result(runId, { teamId, timeout: 10_000 })).status).toBe('completed');
  });
});

describe('the sweep of runs that wait', () => {
  it('asks for their roots in one command, and drives the one that has lost its own', async () => {
    await engine.workflows.publish({ id: 'waits', steps: [{ id: 'w', wait: { signal: 'go' } }] }, { teamId });
    const runIds: string[] = [];
    for (let run = 0; run < 4; run += 1) runIds.push((await engine.workflows.start('waits', {}, { teamId })).runId);
    const { root } = parts.queues;
    const delayed = `${parts.keys.prefix}:workflow-control:delayed`;
    await until('their jobs are parked', async () => (await engine.redis.zcard(delayed)) === runIds.length);
    const [lost = ''] = runIds;
    await (await root.getJob(lost))?.remove({ removeChildren: true });
    const looks = vi.spyOn(root, 'getJob');
    expect(await parts.sweeper.sweep()).toBe(1);
    expect(looks.mock.calls).toEqual([[lost]]);
    looks.mockRestore();
    for (const runId of runIds) {
      await engine.workflows.signal(runId, 'go', {}, { teamId });
      expect((await engine.workflows.result(runId, { teamId, timeout: 10_000 })).status).toBe('completed');
    }
  });
});

describe('the root', () => {
  it('queues a step again whose job is gone, as a new attempt after a lost one', async () => {
    const begun = Promise.withResolvers<void>();
    let tries = 0;
    engine.script.on('lost', async (_, { signal }) => {
      tries += 1;
      if (tries > 1) return { tries };
      begun.resolve();
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    await engine.workflows.publish({ id: 'job-lost', steps: [step('lost')] }, { teamId });
    const { runId } = await engine.workflows.start('job-lost', {}, { teamId });
    await begun.promise;
    // As if its worker had stalled over the limit: BullMQ drops the job and wakes the root.
    const queue = new Queue('workflow-agent-alpha', { connection: engine.redis, prefix: parts.keys.prefix });
    await engine.redis.del(`${queue.toKey(`${runId}.lost`)}:lock`);
    await queue.remove(`${runId}.lost`);
    const run = await engine.workflows.result(runId, { teamId, timeout: 15_000 });
    expect(run.status).toBe('completed');
    expect(run.steps).toMatchObject([{ status: 'completed', attempts: 2, output: { tries: 2 } }]);
    const { items } = await engine.workflows.timeline(runId, { teamId });
    expect(items.map(({ type }) => type)).toContain('step.attempt_lost');
  });
});

describe('a job that throws before it has given jobs to what it freed', () => {
  it('is delivered again, and does not leave them to the root of a run that waits elsewhere', async () => {
    const steps = [
      step('frees', { agent: 'BETA' }),
      step('freed', { dependsOn: ['frees'] }),
      { id: 'long', wait: { signal: 'go' } },
    ];
    await engine.workflows.publish({ id: 'thrown', steps }, { teamId });
    const adds = vi.spyOn(parts.queues, 'addChildren').mockRejectedValueOnce(new Error('thrown here'));
    const { runId } = await engine.workflows.start('thrown', {}, { teamId });
    await until('it is freed', async () => {
      const run = await engine.workflows.get(runId, { teamId });
      return run.steps.find(({ stepId }) => stepId === 'freed')?.status === 'completed';
    });
    adds.mockRestore();
    await engine.workflows.signal(runId, 'go', {}, { teamId });
    const run = await engine.workflows.result(runId, { teamId, timeout: 10_000 });
    expect(run.steps.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['completed', 1],
      ['completed', 1],
      ['completed', 1],
    ]);
  });
});

describe('retention', () => {
  it('forgets a run by its age, and an idempotency key of it cannot start it again', async () => {
    const options = { teamId, idempotencyKey: 'once' };
    await engine.workflows.publish({ id: 'kept', steps: [step('a')] }, { teamId });
    const { runId } = await engine.workflows.start('kept', {}, options);
    await engine.workflows.result(runId, { teamId, timeout: 10_000 });
    expect(await parts.trimRuns.trim()).toBe(0);
    await engine.redis.zadd(parts.keys.finished, 1, `${teamId}|${runId}`);
    expect(await parts.trimRuns.trim()).toBe(1);
    await expect(engine.workflows.get(runId, { teamId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(engine.workflows.start('kept', {}, options)).rejects.toMatchObject({ code: 'CONFLICT' });
    const left = await until('nothing but the tombstone', async () => {
      const keys = await engine.redis.keys(`{${engine.prefix}*${runId}*`);
      return keys.length === 1 && keys;
    });
    expect(left).toEqual([parts.keys.tombstone(teamId, runId)]);
  });
});
