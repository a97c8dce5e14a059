import type { Run } from '@workflow/contract';
import { isTerminalRun, WorkflowError } from '@workflow/core';
import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import type { Engine } from '../src/app/workflow/engine.js';
import { StartRun } from '../src/app/workflow/runs/start-run.js';
import { CallOffChildren } from '../src/app/workflow/runtime/children/call-off-children.js';
import { TellParent } from '../src/app/workflow/runtime/children/tell-parent.js';
import { Delivery } from '../src/app/workflow/runtime/delivery.js';
import { stepJobId } from '../src/app/workflow/runtime/job-data.js';
import { controlQueueName } from '../src/app/workflow/runtime/queue-names.js';
import { RunCommitter, type RunDecision } from '../src/app/workflow/runtime/run-committer.js';
import { WorkflowQueues } from '../src/app/workflow/runtime/workflow-queues.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine();
  await engine.workflows.publish(quick, caller);
  await engine.workflows.publish(waiting, caller);
});
afterAll(() => engine.close());
afterEach(() => {
  vi.restoreAllMocks();
  engine.script.reset();
});

const caller = { teamId };
const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'ALPHA', action: 'read', inputs: {}, retry: { attempts: 1 } },
  ...more,
});
const child = (id: string, workflow: object, more: object = {}) => ({ id, workflow, ...more });
const quick = { id: 'quick', steps: [step('a', { inputs: { n: 1 } })], outputs: { n: '{{steps.a.output.n}}' } };
const waiting = { id: 'waiting', steps: [{ id: 'w', wait: { signal: 'go' } }] };
const parent = (id: string, workflow: string) => ({ id, steps: [child('kid', { id: workflow })] });
const get = (runId: string) => engine.workflows.get(runId, caller);
const result = (runId: string): Promise<Run> => engine.workflows.result(runId, { ...caller, timeout: 20_000 });
const kidOf = ({ steps }: Run) => steps.find(({ stepId }) => stepId === 'kid');
const engineOf = () => engine.app.get<Engine>(WORKFLOW_ENGINE);
const runsOf = async (workflow: string) => (await engine.workflows.list({ ...caller, workflow, limit: 100 })).items;

async function start(definition: { id: string }): Promise<string> {
  await engine.workflows.publish(definition, caller);
  return (await engine.workflows.start(definition.id, {}, caller)).runId;
}
const childOf = (runId: string) => until('it has a child', async () => kidOf(await get(runId))?.childRunId);
const ended = (runId: string) => until('it has ended', async () => isTerminalRun((await get(runId)).status));
/** The child has ended, and whoever is told of it was told. */
async function told(childRunId: string): Promise<void> {
  await ended(childRunId);
  const { redis, keys } = engineOf().store;
  await until(
    'the parent was told',
    async () => (await redis.zscore(keys.childEnds, `${teamId}|${childRunId}`)) === null,
  );
}
/** Puts something around a method of every object of a class, for one test. */
function around<T extends object>(
  type: { readonly prototype: T },
  method: keyof T & string,
  wrap: (act: () => Promise<unknown>, self: T, args: readonly unknown[]) => Promise<unknown>,
): void {
  const original = Reflect.get(type.prototype, method) as (...args: unknown[]) => Promise<unknown>;
  const wrapped = function (this: T, ...args: unknown[]): Promise<unknown> {
    return wrap(() => Reflect.apply(original, this, args), this, args);
  };
  vi.spyOn(type.prototype, method as never).mockImplementation(wrapped as never);
}
async function completesWithOneChild(runId: string): Promise<void> {
  const run = await result(runId);
  expect([run.status, kidOf(run)?.attempts, kidOf(run)?.output]).toEqual(['completed', 1, { n: 1 }]);
  const started = (await engine.workflows.timeline(runId, caller)).items.map(({ type }) => type);
  expect(started.filter((type) => type === 'step.child_started')).toHaveLength(1);
  expect(started.filter((type) => type === 'step.child_ended')).toHaveLength(1);
}

describe('a child that ends', () => {
  it('before its parent has noted it wakes the parent all the same', async () => {
    around(StartRun, 'startChild', async (act) => {
      const started = (await act()) as { runId: string };
      await told(started.runId);
      return started;
    });
    await completesWithOneChild(await start(parent('ends-early', 'quick')));
  });

  it('after the last look of its parent, before that is parked, wakes it once it is', async () => {
    around(Delivery, 'park', async (act, { run }) => {
      await told(await childOf(run.runId));
      return act();
    });
    await completesWithOneChild(await start(parent('ends-in-between', 'quick')));
  });

  it('wakes its parent when the worker dies before it could tell', async () => {
    vi.spyOn(TellParent.prototype, 'of').mockRejectedValueOnce(new Error('the worker is gone'));
    await completesWithOneChild(await start(parent('told-late', 'quick')));
  });

  it('wakes its parent when the worker dies between telling and waking', async () => {
    vi.spyOn(WorkflowQueues.prototype, 'promote').mockRejectedValueOnce(new Error('the worker is gone'));
    await completesWithOneChild(await start(parent('woken-late', 'quick')));
  });

  it('is told to a parent whose own job was lost meanwhile', async () => {
    const release = Promise.withResolvers<void>();
    engine.script.on('a', () => release.promise);
    const runId = await start(parent('jobless', 'quick'));
    await childOf(runId);
    const jobId = stepJobId(runId, 'kid');
    const { queues } = engineOf();
    const isGone = vi.spyOn(queues, 'addChildren');
    await until('its job was lost and given back', async () => {
      await queues.remove(controlQueueName, jobId);
      return isGone.mock.calls.some(([id]) => id === runId);
    });
    release.resolve();
    await completesWithOneChild(runId);
  });
});

describe('a worker that dies after it has started a child', () => {
  it('leaves it to the next, which finds it', async () => {
    let isFirst = true;
    around(RunCommitter, 'decide', async (act, _, [decision]) => {
      if (isFirst && (decision as RunDecision).fence?.stepId === 'kid') {
        isFirst = false;
        throw new Error('the worker is gone');
      }
      return act();
    });
    const before = (await runsOf('quick')).length;
    await completesWithOneChild(await start(parent('noted-late', 'quick')));
    expect((await runsOf('quick')).length).toBe(before + 1);
  });
});

describe('a Redis without room for a child', () => {
  it('puts the attempt off, uncounted', async () => {
    vi.spyOn(StartRun.prototype, 'startChild').mockRejectedValueOnce(new WorkflowError('STATE_FULL', 'No room.'));
    const runId = await start(parent('put-off', 'quick'));
    await until('it was put off', async () => kidOf(await get(runId))?.status === 'waiting');
    expect(kidOf(await get(runId))).toMatchObject({ attempts: 0, error: { code: 'STATE_FULL' } });
    await engineOf().queues.promote(controlQueueName, stepJobId(runId, 'kid'));
    await completesWithOneChild(runId);
  });
});

describe('a step that is cancelled', () => {
  const racing = (id: string) => ({
    id,
    steps: [
      child('kid', { id: 'waiting' }),
      step('fast', { agent: 'BETA' }),
      step('next', { dependsOn: { steps: ['kid', 'fast'], join: 'first', rest: 'cancel' } }),
      { id: 'hold', dependsOn: ['next'], wait: { signal: 'go' } },
    ],
  });
  const letGo = (runId: string) => engine.workflows.signal(runId, 'go', {}, caller);

  it('while its child is being started never has one', async () => {
    const starting = Promise.withResolvers<void>();
    const startedOrNot = Promise.withResolvers<unknown>();
    const isCalledOff = Promise.withResolvers<void>();
    around(CallOffChildren, 'step', async (act) => {
      await act();
      isCalledOff.resolve();
    });
    around(StartRun, 'startChild', async (act) => {
      starting.resolve();
      await isCalledOff.promise;
      const started = act();
      startedOrNot.resolve(started.catch((error: unknown) => error));
      return started;
    });
    engine.script.on('fast', () => starting.promise);
    const before = (await runsOf('waiting')).length;
    const runId = await start(racing('barred'));
    expect(await startedOrNot.promise).toMatchObject({ code: 'CONFLICT' });
    expect((await runsOf('waiting')).length).toBe(before);
    await letGo(runId);
    const run = await result(runId);
    expect([run.status, kidOf(run)?.error?.code, kidOf(run)?.childRunId]).toEqual([
      'completed',
      'CANCELLED_BY_JOIN',
      undefined,
    ]);
  });

  it('has its child called off, though who cancelled it died before doing so', async () => {
    engine.script.on('fast', async (_, { runId }) => {
      const childRunId = await childOf(runId);
      await until('the child waits', async () => (await get(childRunId)).status === 'waiting');
    });
    vi.spyOn(CallOffChildren.prototype, 'step').mockRejectedValueOnce(new Error('the worker is gone'));
    const runId = await start(racing('called-off-late'));
    expect((await result(await childOf(runId))).status).toBe('cancelled');
    expect(isTerminalRun((await get(runId)).status)).toBe(false);
    await until('the run waits', async () =>
      (await get(runId)).steps.some(({ stepId, status }) => stepId === 'hold' && status === 'waiting'),
    );
    await letGo(runId);
    expect((await result(runId)).status).toBe('completed');
  });
});

describe('a run that is cancelled', () => {
  it('while the job that waits for its child is about to be parked ends, with the child', async () => {
    around(Delivery, 'park', async (act, { run, jobStepId }: Delivery) => {
      if (jobStepId === 'kid') await engine.workflows.cancel(run.runId, caller);
      return act();
    });
    const runId = await start(parent('parked-late', 'waiting'));
    expect((await result(runId)).status).toBe('cancelled');
    expect((await result(await childOf(runId))).status).toBe('cancelled');
  });

  it('while a child of it is being started ends it as well, each of twenty times', async () => {
    await engine.workflows.publish(parent('cancelled-early', 'waiting'), caller);
    const all = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const { runId } = await engine.workflows.start('cancelled-early', {}, caller);
        if (n % 2 === 0) await until('it has begun', async () => (await get(runId)).status !== 'pending');
        await engine.workflows.cancel(runId, caller);
        return result(runId);
      }),
    );
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['cancelled']));
    const mine = new Set(all.map(({ runId }) => runId));
    const kids = (await runsOf('waiting')).filter((run) => mine.has(run.parent?.runId ?? ''));
    expect(new Set((await Promise.all(kids.map(({ runId }) => result(runId)))).map(({ status }) => status))).toEqual(
      new Set(kids.length === 0 ? [] : ['cancelled']),
    );
  });
});
