import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { teamId } from './engine-fixture.js';
import { SlotFixture, step } from './slot-fixture.js';

let room: SlotFixture;
beforeAll(async () => {
  room = await SlotFixture.start();
});
afterAll(() => room.engine.close());
afterEach(async () => {
  vi.restoreAllMocks();
  await room.expectNothingLeft();
  expect(await room.engine.redis.exists(room.parts.keys.queued)).toBe(0);
});

const caller = { teamId };
const killed = new Error('killed here');
const concurrency = { key: '{{trigger.customer}}', limit: 1 };
const limited = (id: string, more: object = {}) => ({ id, concurrency, steps: [step('s')], ...more });
const start = (id: string, customer = 'a') => room.start(id, { customer });
const status = async (runId: string) => (await room.get(runId)).status;

/** A run of the workflow that is there until it is let go. */
async function holder(definition: { id: string }) {
  const gate = room.gate('s');
  await room.publish(definition);
  const runId = await start(definition.id);
  await gate.begun;
  room.engine.script.reset();
  return { ...gate, runId };
}

describe('runs of which only so many are at once', () => {
  it('begin as others end, so many at once and never more', async () => {
    let inside = 0;
    let most = 0;
    const begun: string[] = [];
    const three = Promise.withResolvers<void>();
    await room.publish(limited('three', { concurrency: { ...concurrency, limit: 3 } }));
    room.engine.script.on('s', async (_, { runId }) => {
      begun.push(runId);
      inside += 1;
      most = Math.max(most, inside);
      if (inside === 3) three.resolve();
      await three.promise;
      inside -= 1;
    });
    const runs = await Promise.all(Array.from({ length: 30 }, () => start('three')));
    for (const runId of runs) expect((await room.result(runId)).status).toBe('completed');
    expect([most, new Set(begun).size]).toEqual([3, 30]);
  });

  it('begin first come, first served', async () => {
    const { open, runId } = await holder(limited('fifo'));
    const order: unknown[] = [];
    room.engine.script.on('s', (_, ctx) => void order.push(ctx.runId));
    const runs: string[] = [];
    for (let n = 0; n < 5; n += 1) runs.push(await start('fifo'));
    open();
    await Promise.all([runId, ...runs].map((each) => room.result(each)));
    expect(order).toEqual(runs);
  });

  it('show why they are pending, and are listed', async () => {
    const { open, runId } = await holder(limited('shown'));
    const waiting = await start('shown');
    expect(await room.get(waiting)).toMatchObject({
      status: 'pending',
      waitsFor: { code: 'CONCURRENCY_LIMIT', message: 'At most 1 runs of it are at once under its concurrency key.' },
      steps: [{ stepId: 's', status: 'ready' }],
    });
    const { items } = await room.engine.workflows.list({ ...caller, status: 'pending' });
    expect(items.map((each) => each.runId)).toEqual([waiting]);
    open();
    expect(await room.result(waiting)).toMatchObject({ status: 'completed', waitsFor: undefined });
    expect((await room.timeline(waiting)).map(({ type }) => type).slice(0, 3)).toEqual([
      ...['run.created', 'run.admitted', 'run.started'],
    ]);
    await room.result(runId);
  });

  it('of another key, another workflow or another team are not held off', async () => {
    const { open, runId } = await holder(limited('own'));
    await room.publish(limited('other'));
    await room.engine.workflows.publish(limited('own'), { teamId: 'team_other' });
    const foreign = await room.engine.workflows.start('own', { customer: 'a' }, { teamId: 'team_other' });
    const runs = [await start('own', 'b'), await start('other')];
    for (const each of runs) expect((await room.result(each)).status).toBe('completed');
    await room.engine.workflows.result(foreign.runId, { teamId: 'team_other', timeout: 10_000 });
    open();
    await room.result(runId);
  });

  it('are not started when the trigger gives no key', async () => {
    await room.publish(limited('keyless'));
    await expect(room.start('keyless')).rejects.toMatchObject({
      code: 'INVALID_TRIGGER',
      details: [{ path: '/concurrency/key', code: 'INVALID_INPUT' }],
    });
  });

  it('are started once under an idempotency key, also while they wait', async () => {
    const { open, runId } = await holder(limited('once'));
    const options = { ...caller, idempotencyKey: 'k' };
    const first = await room.engine.workflows.start('once', { customer: 'a' }, options);
    expect(await room.engine.workflows.start('once', { customer: 'a' }, options)).toMatchObject({
      ...{ runId: first.runId, status: 'pending', isNew: false },
    });
    expect(await status(first.runId)).toBe('pending');
    open();
    expect((await room.result(first.runId)).status).toBe('completed');
    await room.result(runId);
  });

  it('give their place on however they end', async () => {
    const { runId } = await holder(limited('ends'));
    room.engine.script.on('s', () => {
      throw new Error('broken');
    });
    const failing = await start('ends');
    await room.engine.workflows.cancel(runId, caller);
    expect((await room.result(runId)).status).toBe('cancelled');
    await until('it fails or waits to be tried again', async () => (await status(failing)) !== 'pending');
    const last = await start('ends');
    room.engine.script.reset();
    expect((await room.result(failing)).status).toBe('completed');
    expect((await room.result(last)).status).toBe('completed');
  });

  it('begin at once when a new version lets more be', async () => {
    const { open, runId } = await holder(limited('grows'));
    const waiting = await start('grows');
    await room.publish(limited('grows', { concurrency: { ...concurrency, limit: 3 } }));
    const third = await start('grows');
    expect((await room.result(waiting)).status).toBe('completed');
    expect((await room.result(third)).status).toBe('completed');
    open();
    await room.result(runId);
  });
});

describe('a run that waits', () => {
  it('is cancelled at once, and leaves the line', async () => {
    const { open, runId } = await holder(limited('cancelled'));
    const waiting = await start('cancelled');
    const last = await start('cancelled');
    await room.engine.workflows.cancel(waiting, caller);
    expect(await room.result(waiting)).toMatchObject({ status: 'cancelled', steps: [{ status: 'cancelled' }] });
    open();
    expect((await room.result(last)).status).toBe('completed');
    await room.result(runId);
  });

  it('times out, counted from its creation, and its error handler runs', async () => {
    const { open, runId } = await holder(limited('steady'));
    const errorHandler = { notify: [{ agent: 'BETA', action: 'read', inputs: { why: '{{run.error.code}}' } }] };
    await room.publish(limited('steady', { timeout: 200, errorHandler }));
    const waiting = await start('steady');
    const run = await room.result(waiting);
    expect([run.status, run.error?.code, run.startedAt]).toEqual(['failed', 'RUN_TIMEOUT', undefined]);
    expect(room.engine.script.calls.map(({ input }) => input)).toContainEqual({ why: 'RUN_TIMEOUT' });
    open();
    await room.result(runId);
  });

  it('ends when it is cancelled while it is admitted, each of twenty times', async () => {
    await room.publish(limited('both'));
    const runs = await Promise.all(Array.from({ length: 20 }, () => start('both')));
    await Promise.all(runs.map((each) => room.engine.workflows.cancel(each, caller).catch(() => undefined)));
    const ends = new Set((await Promise.all(runs.map((each) => room.result(each)))).map((run) => run.status));
    expect([...ends].filter((end) => end !== 'completed' && end !== 'cancelled')).toEqual([]);
  });
});

describe('a crash', () => {
  const sweep = () => room.parts.slots.sweep();

  it('before a run has asked for its place: its starter asks again, or the sweep does', async () => {
    await room.publish(limited('unasked'));
    vi.spyOn(room.parts.runSlots, 'ask').mockRejectedValueOnce(killed).mockRejectedValueOnce(killed);
    const options = { ...caller, idempotencyKey: 'unasked' };
    await expect(room.engine.workflows.start('unasked', { customer: 'a' }, options)).rejects.toBe(killed);
    await expect(start('unasked')).rejects.toBe(killed);
    const { runId } = await room.engine.workflows.start('unasked', { customer: 'a' }, options);
    expect((await room.result(runId)).status).toBe('completed');
    const { items } = await room.engine.workflows.list({ ...caller, workflow: 'unasked', status: 'pending' });
    expect(items).toHaveLength(1);
    await sweep();
    expect((await room.result(items[0]?.runId ?? '')).status).toBe('completed');
  });

  it('between the end of a run and its place: the sweep gives it on', async () => {
    const { open, runId } = await holder(limited('unfreed'));
    const waiting = await start('unfreed');
    vi.spyOn(room.parts.runSlots, 'free').mockRejectedValueOnce(killed);
    open();
    await room.result(runId);
    expect(await status(waiting)).toBe('pending');
    await sweep();
    expect((await room.result(waiting)).status).toBe('completed');
  });

  it('between the place and its run: the sweep starts the run', async () => {
    const { open, runId } = await holder(limited('untold'));
    const waiting = await start('untold');
    vi.spyOn(room.parts.runSlots, 'settleHolder').mockRejectedValueOnce(killed);
    open();
    await room.result(runId);
    expect(await status(waiting)).toBe('pending');
    await sweep();
    expect((await room.result(waiting)).status).toBe('completed');
  });

  it('between a run that has begun to count and its jobs: the sweeper adds its root', async () => {
    const { open, runId } = await holder(limited('jobless'));
    const waiting = await start('jobless');
    vi.spyOn(room.parts.queues, 'addTree').mockRejectedValueOnce(killed);
    open();
    await room.result(runId);
    await until('it is admitted', async () => (await room.get(waiting)).waitsFor === undefined);
    expect(await room.parts.sweeper.sweep()).toBe(1);
    expect((await room.result(waiting)).status).toBe('completed');
  });

  it('between the cancel of a run that waits and its root: the next tick adds it', async () => {
    const { open, runId } = await holder(limited('unended'));
    const waiting = await start('unended');
    vi.spyOn(room.parts.runSlots, 'endWaiting').mockRejectedValueOnce(killed);
    await expect(room.engine.workflows.cancel(waiting, caller)).rejects.toBe(killed);
    expect((await room.result(waiting)).status).toBe('cancelled');
    open();
    await room.result(runId);
  });

  it('that left a place to a run that is gone: the sweep gives it on', async () => {
    await room.publish(limited('ghost'));
    const { redis } = room.engine;
    const { open, runId } = await holder(limited('ghost'));
    const [slotId = ''] = (await redis.zrange(room.parts.keys.slots, 0, -1)).toReversed();
    const ghost = `${teamId}|wr_0-00000000000000000000000000`;
    await redis.zadd(room.parts.keys.slot(slotId).line, 0, ghost);
    const waiting = await start('ghost');
    open();
    await room.result(runId);
    expect((await room.result(waiting)).status).toBe('completed');
  });
});
