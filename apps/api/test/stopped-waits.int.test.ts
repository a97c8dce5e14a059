import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());
afterEach(() => engine.script.reset());

const caller = { teamId };
const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'ALPHA', action: 'read', inputs: {}, retry: { attempts: 1 } },
  ...more,
});
const joining = (id: string, steps: string[], join: unknown, more: object = {}) =>
  step(id, { agent: 'BETA', dependsOn: { steps, join, ...more } });
const fail = (): never => {
  throw new Error('broken');
};
const ends = (run: { steps: readonly { stepId: string; status: string; error?: { code: string } }[] }) =>
  Object.fromEntries(
    run.steps.map(({ stepId, status, error }) => [stepId, error ? `${status} ${error.code}` : status]),
  );
const result = (runId: string, timeout = 15_000) => engine.workflows.result(runId, { ...caller, timeout });
const many = Array.from({ length: 30 });

async function start(id: string, trigger: object = {}): Promise<string> {
  return (await engine.workflows.start(id, trigger, caller)).runId;
}

describe('a run that is ended while a wait is being armed', () => {
  it('by a failure ends, each of thirty times', async () => {
    engine.script.on('a', fail);
    await engine.workflows.publish(
      { id: 'drained', steps: [step('a'), { id: 'w', wait: { signal: 'never' } }] },
      caller,
    );
    const runs = await Promise.all(many.map(async () => result(await start('drained'))));
    expect(new Set(runs.map((run) => `${run.status} ${ends(run)['w']}`))).toEqual(
      new Set(['failed cancelled RUN_FAILED']),
    );
  });

  it('by an end ends, each of thirty times', async () => {
    const steps = [
      { id: 'w', wait: { signal: 'never' } },
      { id: 'e', end: { outcome: 'completed' } },
    ];
    await engine.workflows.publish({ id: 'ended', steps }, caller);
    const runs = await Promise.all(many.map(async () => result(await start('ended'))));
    expect(new Set(runs.map((run) => `${run.status} ${ends(run)['w']}`))).toEqual(
      new Set(['completed cancelled RUN_ENDED']),
    );
  });

  it('by a cancel ends, each of thirty times', async () => {
    await engine.workflows.publish(
      { id: 'stopped', steps: [{ id: 'w', wait: { signal: 'never', key: 'k' } }] },
      caller,
    );
    const runs = await Promise.all(
      many.map(async () => {
        const runId = await start('stopped');
        await until('it has begun', async () => (await engine.workflows.get(runId, caller)).status !== 'pending');
        await engine.workflows.cancel(runId, caller);
        return result(runId);
      }),
    );
    expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['cancelled']));
    const left = await engine.redis.keys(`{${engine.prefix}*:armed`);
    expect(left).toEqual([]);
  });
});

describe('a wait of a run that is being ended', () => {
  it('takes no signal any more, which goes to the next wait under the key', async () => {
    const slow = Promise.withResolvers<void>();
    engine.script
      .on('slow', () => slow.promise)
      .on('bad', async () => {
        await until(
          'the wait is armed',
          async () => (await engine.redis.keys(`{${engine.prefix}*K1:armed`)).length > 0,
        );
        fail();
      });
    const wait = { id: 'w', wait: { signal: 'answer', key: 'K1' } };
    await engine.workflows.publish(
      { id: 'dying', steps: [wait, step('slow', { agent: 'BETA' }), step('bad')] },
      caller,
    );
    await engine.workflows.publish({ id: 'living', steps: [wait] }, caller);
    const dying = await start('dying');
    await until('it is failing', async () => (await engine.workflows.get(dying, caller)).status === 'failing');
    const living = await start('living');
    await until('it waits', async () => (await engine.workflows.get(living, caller)).status === 'waiting');
    await engine.workflows.signalKey('answer', 'K1', { n: 1 }, caller);
    expect((await result(living)).steps[0]?.output).toEqual({ n: 1 });
    slow.resolve();
    expect(ends(await result(dying))).toMatchObject({ w: 'cancelled RUN_FAILED' });
  });
});

describe('a loser that is parked inside the job of another step', () => {
  it('ends at once with the join that goes on without it', async () => {
    engine.script.on('b', fail).on('c', async (_, { runId }) => {
      const isParked = async () => (await engine.workflows.get(runId, caller)).steps[1]?.status === 'waiting';
      await until('the loser is parked', isParked);
    });
    const retry = { attempts: 2, delay: 600_000, maxDelay: 600_000 };
    const run = await engine.run({
      id: 'parked-inside',
      steps: [
        step('a'),
        step('b', { dependsOn: ['a'], retry }),
        step('c', { agent: 'BETA' }),
        joining('j', ['b', 'c'], 'first', { rest: 'cancel' }),
      ],
    });
    expect([run.status, ends(run)]).toMatchObject(['completed', { b: 'cancelled CANCELLED_BY_JOIN', j: 'completed' }]);
  });
});

describe('a step that a stop spares', () => {
  it('runs when the drained step that it waits for has no further attempt', async () => {
    const begun = Promise.withResolvers<void>();
    const failing = Promise.withResolvers<void>();
    engine.script.on('a', async () => {
      await begun.promise;
      fail();
    });
    engine.script.on('r', async () => {
      begun.resolve();
      await failing.promise;
      fail();
    });
    engine.script.on('look', () => failing.resolve());
    const run = await engine.run({
      id: 'spared-behind',
      steps: [
        step('a'),
        step('r', { agent: 'BETA', retry: { attempts: 3, delay: 60_000 } }),
        joining('look', ['a'], 'allSettled'),
        joining('s2', ['look', 'r'], 'allSettled'),
      ],
    });
    expect([run.status, ends(run)]).toEqual([
      'failed',
      { a: 'failed AGENT_FAILED', r: 'cancelled RUN_FAILED', look: 'completed', s2: 'completed' },
    ]);
  });
});

describe('a signal under a key', () => {
  it('that was kept for more than a day is not served, and makes room', async () => {
    await engine.workflows.signalKey('old', 'K2', { n: 'old' }, caller);
    const [mail = ''] = await engine.redis.keys(`{${engine.prefix}*K2:mail`);
    const entry = JSON.parse((await engine.redis.lindex(mail, 0)) ?? '') as { t: number };
    await engine.redis.lset(mail, 0, JSON.stringify({ ...entry, t: entry.t - 90_000_000 }));
    await engine.workflows.publish(
      { id: 'late', steps: [{ id: 'w', timeout: 50, wait: { signal: 'old', key: 'K2' } }] },
      caller,
    );
    expect(ends(await result(await start('late')))).toEqual({ w: 'failed TIMEOUT' });
    await engine.workflows.signalKey('old', 'K2', { n: 'new' }, caller);
    expect(await engine.redis.llen(mail)).toBe(1);
    expect((await result(await start('late'))).steps[0]?.output).toEqual({ n: 'new' });
  });

  it('is refused when its key is no well-formed text, on either side', async () => {
    await expect(engine.workflows.signalKey('x', 'x\ud800', {}, caller)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    const run = await engine.run(
      { id: 'bad-key', steps: [{ id: 'w', wait: { signal: 'x', key: '{{trigger.k}}' } }] },
      { k: 'x\ud800' },
    );
    expect(ends(run)).toEqual({ w: 'failed INVALID_INPUT' });
  });
});
