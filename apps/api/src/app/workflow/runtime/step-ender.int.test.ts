import type { Plan } from '@workflow/core';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RealPath } from '../state/real-path.fixture.js';
import { RunStore } from '../state/run-store.js';
import { StateFixture, teamId } from '../state/state.fixture.js';
import { act, planWith } from './act-plan.fixture.js';
import type { AttemptEnd } from './attempt-end.js';

function planOf(steps: Readonly<Record<string, object>>, onFailure = 'drain'): Plan {
  return planWith({ onFailure }, ...Object.entries(steps).map(([id, step]) => act(id, step)));
}

/** A client whose every script is sent twice, since the reply to the first was lost. */
function resending(redis: Redis): Redis {
  return Object.assign(Object.create(redis) as Redis, {
    evalsha: async (...args: Parameters<Redis['evalsha']>) => {
      await redis.evalsha(...args);
      return redis.evalsha(...args);
    },
  });
}

const completed = (output: unknown): AttemptEnd => ({ kind: 'completed', output });
const failed: AttemptEnd = {
  kind: 'failed',
  failure: { code: 'PROVIDER_REJECTED' },
  reason: { code: 'PROVIDER_REJECTED', message: 'No.' },
};

describe('the end of a step by the run rules', () => {
  let state: StateFixture;
  beforeEach(() => {
    state = new StateFixture();
  });
  afterEach(() => state.close());

  const start = async (plan: Plan, store = state.store): Promise<RealPath> => {
    const run = new RealPath(state, plan, state.runId, store);
    await run.create();
    for (const stepId of plan.roots) await run.claim(stepId);
    return run;
  };
  const end = async (run: RealPath, stepId: string, how: AttemptEnd, attemptsStarted = 1): Promise<unknown> => {
    if ((await run.read()).step(stepId).status === 'ready') await run.claim(stepId);
    return run.settle(run.delivery(stepId, attemptsStarted), stepId, how, false);
  };
  const served = {
    a: { onError: { fallback: 'b' } },
    b: { onError: { fallback: 'c' } },
    c: {},
    after: { dependsOn: ['a'] },
  };

  it.each([
    ['small', { x: 1 }],
    ['large', { x: 'x'.repeat(20_000) }],
  ])('shows the %s output of the fallback that saved, on every step that it saved', async (_, output) => {
    const run = await start(planOf(served));
    await end(run, 'a', failed);
    await end(run, 'b', failed);
    await end(run, 'c', completed(output));
    const views = await state.store.recordViews(await run.read(), ['a', 'b', 'c']);
    expect(views).toMatchObject({
      a: { status: 'failed', output, error: { code: 'PROVIDER_REJECTED' } },
      b: { status: 'failed', output, error: { code: 'PROVIDER_REJECTED' } },
      c: { status: 'completed', output, error: undefined },
    });
    expect(run.queues.take()).toEqual(['b', 'c', 'after']);
  });

  it('numbers a completion among those of the fast path', async () => {
    const run = await start(planOf({ ...served, z: {} }));
    await end(run, 'z', completed(1));
    await end(run, 'a', completed(1));
    const record = await run.read();
    expect([record.stepRecord('z').sequence, record.stepRecord('a').sequence]).toEqual([1, 2]);
  });

  it.each([0, 2])('writes nothing for a delivery of token %i, which does not hold the fence', async (token) => {
    const run = await start(planOf(served));
    const before = await state.everything();
    await end(run, 'a', failed, token);
    expect(await state.everything()).toEqual(before);
    expect(run.queues.take()).toEqual([]);
  });

  it('writes nothing once the run was cancelled', async () => {
    const run = await start(planOf(served));
    await state.setStop('cancel', 'RUN_CANCELLED');
    const before = await state.everything();
    await end(run, 'a', failed);
    expect(await state.everything()).toEqual(before);
  });

  it.each([
    ['drain', 1],
    ['cancel', 1],
    ['continue', 0],
  ])('that fails the run under %s takes the jobs away that have not begun %i times', async (onFailure, times) => {
    const run = await start(planOf({ a: {}, b: {} }, onFailure));
    await end(run, 'a', failed);
    await end(run, 'b', failed);
    expect(run.queues.removals).toBe(times);
  });

  it('tells once that the run is failing, however many steps fail after', async () => {
    const run = await start(planOf({ a: {}, b: {} }, 'continue'));
    await end(run, 'a', failed);
    await end(run, 'b', failed);
    expect((await state.timeline()).filter((line) => line.startsWith('run.failing'))).toHaveLength(1);
  });

  describe('whose reply was lost, so that it was sent again', () => {
    const startResending = async (plan: Plan): Promise<RealPath> =>
      start(plan, new RunStore(resending(state.redis), state.keys, state.store.codec));

    it('is written once', async () => {
      const run = await startResending(planOf(served));
      await end(run, 'a', failed);
      expect(await state.redis.hget(state.keys.run(teamId, state.runId), 'p:b')).toBe('1');
      expect((await state.timeline()).filter((line) => line.startsWith('step.failed'))).toHaveLength(1);
    });

    it('claims again, as a redelivery does, and so learns what it freed', async () => {
      const run = await startResending(planOf(served));
      expect(await end(run, 'a', failed)).toEqual({ kind: 'claim', stepId: 'a', isRedelivery: true });
      const again = { runId: state.runId, stepId: 'a', isRedelivery: true };
      expect(await state.claim(again)).toMatchObject({ kind: 'settled', queued: ['b'] });
    });

    it('still takes the jobs away that have not begun', async () => {
      const run = await startResending(planOf({ a: {}, b: {} }));
      await end(run, 'a', failed);
      expect(run.queues.removals).toBe(1);
    });
  });
});
