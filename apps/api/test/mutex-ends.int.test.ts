import { until } from '@workflow/testing';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Delivery } from '../src/app/workflow/runtime/delivery.js';
import { teamId } from './engine-fixture.js';
import { ends, held, SlotFixture, step } from './slot-fixture.js';

let room: SlotFixture;
beforeAll(async () => {
  room = await SlotFixture.start();
});
afterAll(() => room.engine.close());
afterEach(async () => {
  vi.restoreAllMocks();
  await room.expectNothingLeft();
});

const caller = { teamId };
const first = (steps: string[]) => ({ dependsOn: { steps, join: 'first', rest: 'cancel' } });
const once = { retry: { attempts: 1 } };
const patient = { retry: { attempts: 2, delay: 600_000, maxDelay: 600_000 } };
const broken = (): never => {
  throw new Error('broken');
};
/** A run whose step `s` waits behind whoever is in the critical section. */
const follow = async (id = 'after') => {
  const runId = await room.publishAndStart({ id, ...{ steps: [held('s')] } });
  await room.shows(runId, 's', 'waiting');
  return runId;
};

describe('a step that waits for its mutex', () => {
  it('leaves the line when a join goes on without it', async () => {
    const { open, runId: holding } = await room.holder();
    const other = room.gate('other');
    const steps = [held('queued'), step('other', { agent: 'BETA' }), step('j', first(['queued', 'other']))];
    const runId = await room.publishAndStart({ id: 'joined', ...{ steps } });
    await room.shows(runId, 'queued', 'waiting');
    const next = await follow();
    other.open();
    expect(ends(await room.result(runId))).toMatchObject({ queued: 'cancelled CANCELLED_BY_JOIN', j: 'completed' });
    open();
    expect((await room.result(next)).status).toBe('completed');
    await room.result(holding);
  });

  it('leaves the line when its run is cancelled', async () => {
    const { open } = await room.holder();
    const queued = await follow('cancelled');
    const next = await follow();
    await room.engine.workflows.cancel(queued, caller);
    expect(ends(await room.result(queued))).toEqual({ s: 'cancelled RUN_CANCELLED' });
    open();
    expect((await room.result(next)).status).toBe('completed');
  });

  it('leaves the line when its run times out', async () => {
    const { open } = await room.holder();
    const runId = await room.publishAndStart({ id: 'timed', ...{ timeout: 300, steps: [held('s')] } });
    const run = await room.result(runId);
    expect([run.status, ends(run)]).toEqual(['failed', { s: 'cancelled RUN_TIMEOUT' }]);
    const next = await follow();
    open();
    expect((await room.result(next)).status).toBe('completed');
  });

  it('leaves the line at once when its run drains, whatever still runs of it', async () => {
    const { open } = await room.holder();
    const slow = room.gate('slow');
    const bad = room.gate('bad');
    const steps = [held('queued'), step('slow', { agent: 'BETA' }), step('bad', once)];
    const runId = await room.publishAndStart({ id: 'drained', ...{ steps } });
    await room.shows(runId, 'queued', 'waiting');
    const next = await follow();
    bad.fail(new Error('broken'));
    await until('it is failing', async () => (await room.get(runId)).status === 'failing');
    open();
    expect((await room.result(next)).status).toBe('completed');
    slow.open();
    expect(ends(await room.result(runId))).toMatchObject({ queued: 'cancelled RUN_FAILED', slow: 'completed' });
  });

  it('is let in each of thirty times that the holder leaves while it comes', async () => {
    await room.publish({ id: 'racing', steps: [held('a'), held('b', { agent: 'BETA' }), held('c')] });
    const runs = await Promise.all(Array.from({ length: 30 }, () => room.start('racing')));
    const all = await Promise.all(runs.map((runId) => room.result(runId)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['completed']));
  });
});

describe('a step that holds its mutex', () => {
  it('frees it when its run is cancelled, and not before its attempt is over', async () => {
    const hold = room.gate('hold', { isDeaf: true });
    const holding = await room.publishAndStart({ id: 'holder', ...{ steps: [held('hold')] } });
    await hold.begun;
    const next = await follow();
    await room.engine.workflows.cancel(holding, caller);
    await until('it was asked to end', async () =>
      (await room.timeline(holding)).some(({ type }) => type === 'run.cancel_requested'),
    );
    expect((await room.get(next)).steps[0]?.status).toBe('waiting');
    hold.open();
    expect(ends(await room.result(holding))).toEqual({ hold: 'cancelled RUN_CANCELLED' });
    expect((await room.result(next)).status).toBe('completed');
  });

  it('frees it when a join calls it off, and not before its attempt is over', async () => {
    const hold = room.gate('hold', { isDeaf: true });
    const steps = [
      held('hold'),
      step('other', { agent: 'BETA' }),
      step('j', { ...first(['hold', 'other']), agent: 'BETA' }),
    ];
    const other = room.gate('other');
    const holding = await room.publishAndStart({ id: 'called-off', ...{ steps } });
    await hold.begun;
    const next = await follow();
    other.open();
    await room.shows(holding, 'hold', 'cancelled');
    expect((await room.get(next)).steps[0]?.status).toBe('waiting');
    hold.open();
    expect((await room.result(next)).status).toBe('completed');
    expect((await room.result(holding)).status).toBe('completed');
  });

  it('frees it when it is cancelled between two attempts: by a join, by its run, by a drain', async () => {
    room.engine.script.on('hold', broken);
    const other = room.gate('other');
    const joins = [held('hold', patient), step('other', { agent: 'BETA' }), step('j', first(['hold', 'other']))];
    const joined = await room.publishAndStart({ id: 'joined', ...{ steps: joins } });
    await room.shows(joined, 'hold', 'waiting');
    const second = await follow();
    other.open();
    expect((await room.result(second)).status).toBe('completed');
    expect(ends(await room.result(joined))).toMatchObject({ hold: 'cancelled CANCELLED_BY_JOIN' });

    const cancelled = await room.publishAndStart({ id: 'cancelled', ...{ steps: [held('hold', patient)] } });
    await room.shows(cancelled, 'hold', 'waiting');
    const third = await follow();
    await room.engine.workflows.cancel(cancelled, caller);
    expect((await room.result(third)).status).toBe('completed');

    const bad = room.gate('bad');
    const slow = room.gate('slow');
    const drains = [held('hold', patient), step('bad', { ...once, agent: 'BETA' }), step('slow', { agent: 'BETA' })];
    const drained = await room.publishAndStart({ id: 'drained', ...{ steps: drains } });
    await room.shows(drained, 'hold', 'waiting');
    const fourth = await follow();
    bad.fail(new Error('broken'));
    expect((await room.result(fourth)).status).toBe('completed');
    slow.open();
    expect(ends(await room.result(drained))).toMatchObject({ hold: 'cancelled RUN_FAILED' });
  });

  it('frees it when its last attempt takes too long', async () => {
    room.gate('hold');
    const holding = await room.publishAndStart({ id: 'slow', ...{ steps: [held('hold', { ...once, timeout: 200 })] } });
    const next = await follow();
    expect((await room.result(next)).status).toBe('completed');
    expect(ends(await room.result(holding))).toEqual({ hold: 'failed TIMEOUT' });
  });
});

describe('a crash', () => {
  /** As if the worker had died: BullMQ takes its job away, and another one gets it from the root. */
  async function kill(runId: string, stepId: string): Promise<void> {
    const queue = new Queue('workflow-agent-alpha', {
      connection: room.engine.redis,
      prefix: room.parts.keys.prefix,
    });
    await room.engine.redis.del(`${queue.toKey(`${runId}.${stepId}`)}:lock`);
    await queue.remove(`${runId}.${stepId}`);
  }

  it('of the holder: the attempt after it still holds the mutex, and the late write of the one before is refused', async () => {
    const late = Promise.withResolvers<unknown>();
    const again = Promise.withResolvers<unknown>();
    const tries: Promise<unknown>[] = [late.promise, again.promise];
    let tried = 0;
    room.engine.script.on('hold', () => tries[tried++]);
    const holding = await room.publishAndStart({ id: 'killed', ...{ steps: [held('hold', { retry: { delay: 1 } })] } });
    await until('the first attempt', () => tried === 1);
    const next = await follow();
    await kill(holding, 'hold');
    await until('the second attempt', () => tried === 2);
    expect((await room.get(next)).steps[0]?.status).toBe('waiting');
    late.resolve({ from: 'the dead' });
    await until('the late write is refused', async () =>
      (await room.timeline(holding)).some(({ type }) => type === 'step.result_discarded'),
    );
    expect((await room.get(next)).steps[0]?.status).toBe('waiting');
    again.resolve({ from: 'the living' });
    expect((await room.result(next)).status).toBe('completed');
    expect((await room.result(holding)).steps).toMatchObject([{ attempts: 2, output: { from: 'the living' } }]);
  });

  it('between the settle and the mutex: the job frees it when it is delivered again', async () => {
    const { open, runId } = await room.holder();
    const next = await follow();
    vi.spyOn(room.parts.mutexes, 'tidy').mockRejectedValueOnce(new Error('killed here'));
    open();
    await room.result(runId);
    expect((await room.result(next)).status).toBe('completed');
  });

  it('between the settle and the mutex, every time: the sweep frees it', async () => {
    const { open, runId } = await room.holder();
    const next = await follow();
    const tidy = vi.spyOn(room.parts.mutexes, 'tidy').mockRejectedValue(new Error('killed here'));
    open();
    await room.result(runId);
    tidy.mockRestore();
    expect((await room.get(next)).steps[0]?.status).toBe('waiting');
    await room.parts.slots.sweep();
    expect((await room.result(next)).status).toBe('completed');
  });

  it('between freeing the mutex and waking the next: the sweep wakes it', async () => {
    const { open, runId } = await room.holder();
    const next = await follow();
    vi.spyOn(room.parts.mutexes, 'settleHolder').mockRejectedValueOnce(new Error('killed here'));
    open();
    await room.result(runId);
    expect((await room.get(next)).steps[0]?.status).toBe('waiting');
    await room.parts.slots.sweep();
    expect((await room.result(next)).status).toBe('completed');
  });

  it('of somebody who never came back: the sweep lets the next in', async () => {
    const { open, runId } = await room.holder();
    const [slotId = ''] = await room.engine.redis.zrange(room.parts.keys.slots, 0, -1);
    const { line } = room.parts.keys.slot(slotId);
    const ghost = `${teamId}|wr_0-00000000000000000000000000|wr_0-00000000000000000000000000.s|workflow-agent-alpha`;
    await room.engine.redis.zadd(line, 0, ghost);
    const next = await follow();
    open();
    await room.result(runId);
    expect((await room.result(next)).status).toBe('completed');
  });

  it('of nobody, but a holder that leaves before the next is parked: it is promoted once it is', async () => {
    const { open, runId } = await room.holder();
    vi.spyOn(Delivery.prototype, 'parkUntilWoken').mockImplementationOnce(async function (this: Delivery) {
      open();
      await room.result(runId);
      return this.parkUntilWoken();
    });
    const next = await room.publishAndStart({ id: 'after', ...{ steps: [held('s')] } });
    expect((await room.result(next)).status).toBe('completed');
  });
});

describe('the list of slots', () => {
  it('forgets one that nobody has asked for in a while', async () => {
    const { redis } = room.engine;
    const { keys, slots } = room.parts;
    await room.engine.run({ id: 'short', steps: [held('s')] });
    await slots.sweep();
    const [slotId = ''] = await redis.zrange(keys.slots, 0, -1);
    expect(slotId).toMatch(/^mutex\.[\w-]{43}$/);
    for (const each of await redis.zrange(keys.slots, 0, -1)) await redis.zadd(keys.slots, 1, each);
    await slots.sweep();
    expect(await redis.exists(keys.slots)).toBe(0);
  });
});
