import { checkDefinition, planDefinition, stepAt, type Plan, type PlannedMutex } from '@workflow/core';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../../state/state.fixture.js';
import type { Delivery } from '../delivery.js';
import { ownWakeMember } from '../step-jobs.js';
import { Mutexes } from './mutexes.js';

const parked = new Error('parked');
const catalogue = { agents: [], transformers: [] };
const end = { end: { outcome: 'completed' }, mutex: { key: 'K', scope: 'run' } };
const value = {
  id: 'w',
  steps: [
    { id: 'a', ...end },
    { id: 'b', ...end },
  ],
};

describe('a mutex of a run', () => {
  let room: StateFixture;
  let plan: Plan;
  let promoted: string[];
  /** Called before each command of the step `b`, with its number. */
  let between: (call: number) => Promise<void>;
  beforeEach(async () => {
    room = new StateFixture();
    promoted = [];
    between = async () => undefined;
    const { definition, problems } = checkDefinition({ value }, catalogue);
    if (definition === undefined) throw new Error(JSON.stringify(problems));
    plan = planDefinition(definition);
    await room.create({ ready: ['a', 'b'] });
    await room.claim({ asks: 'each' });
    await room.claim({ stepId: 'b', asks: 'each' });
  });
  afterEach(() => room.close());

  const planned = (stepId: string) => stepAt(plan, stepId);
  const run = () => ({ teamId, runId: room.runId });
  const mutexes = (redis: Redis = room.redis) =>
    new Mutexes(
      { redis, keys: room.keys },
      {
        promote: async (_, jobId) => {
          promoted.push(jobId);
          return true;
        },
      },
      { now: () => now },
    );
  const enter = (stepId: string, token = 1) => {
    const delivery = {
      run: run(),
      token,
      wakeMember: ownWakeMember(run(), planned(stepId)),
      parkUntilWoken: () => Promise.reject(parked),
    };
    const taken = { stepId, attempts: 0, context: { steps: {}, trigger: {}, team: teamId } };
    const redis = stepId === 'a' ? room.redis : watched(room.redis, (call) => between(call));
    return mutexes(redis).enter(delivery as unknown as Delivery, taken, planned(stepId).planned.mutex as PlannedMutex);
  };

  it('is entered by one, and waited for by the other, who is woken when the first has ended', async () => {
    expect(await enter('a')).toBe('entered');
    await expect(enter('b')).rejects.toBe(parked);
    expect(await room.get('s:b')).toBe('w');
    await mutexes().tidy(run(), planned('a'));
    expect(promoted).toEqual([]);
    await room.setStatus('a', 'completed');
    await mutexes().tidy(run(), planned('a'));
    expect(promoted).toEqual([`${room.runId}.b`]);
    expect(Object.keys(await room.scores(room.keys.wake))).toEqual([ownWakeMember(run(), planned('b'))]);
    expect(await enter('b')).toBe('entered');
  });

  it.each([
    ['before it asks', 2, 'entered', null],
    ['before it shows as waiting', 3, 'entered', 'w'],
    ['before it asks again', 4, 'entered', 'w'],
  ])('is entered by one who finds it free: the holder leaves %s', async (_, call, expected, status) => {
    await enter('a');
    between = async (at) => {
      if (at === call) await mutexes().giveUp(run(), planned('a'));
    };
    expect(await enter('b')).toBe(expected);
    if (status !== null) expect(await room.get('s:b')).toBe(status);
  });

  it('is left again by one whose run lets nothing more begin', async () => {
    await enter('a');
    await room.setStop('drain');
    expect(await enter('b')).toBe('gone');
    await mutexes().giveUp(run(), planned('a'));
    expect(await room.redis.keys(`{${room.prefix}:slot:*`)).toEqual([]);
  });

  it('is not asked for by an older delivery, and kept by the newer one', async () => {
    await room.claim({ token: 2, isRedelivery: true, asks: 'each' });
    expect(await enter('a', 1)).toBe('gone');
    expect(await mutexes().hasAsked(run(), planned('a'))).toBe(false);
    expect(await enter('a', 2)).toBe('entered');
    expect(await mutexes().hasAsked(run(), planned('a'))).toBe(true);
  });

  it('is kept by an older delivery that comes to wait, for the newer one', async () => {
    await enter('a');
    between = async (at) => {
      if (at === 3) await room.claim({ stepId: 'b', token: 2, isRedelivery: true, asks: 'each' });
    };
    expect(await enter('b')).toBe('gone');
    between = async () => undefined;
    await expect(enter('b', 2)).rejects.toBe(parked);
    await mutexes().giveUp(run(), planned('a'));
    expect(promoted).toEqual([`${room.runId}.b`]);
  });

  it('is taken from one that has ended, and from one that never asked for it', async () => {
    await enter('a');
    const [slotId = ''] = await room.redis.zrange(room.keys.slots, 0, -1);
    await expect(enter('b')).rejects.toBe(parked);
    await room.setStatus('b', 'cancelled');
    await mutexes().giveUp(run(), planned('a'));
    expect(promoted).toEqual([]);
    expect(await room.redis.keys(`{${room.prefix}:slot:*`)).toEqual([]);
    await room.redis.zadd(room.keys.slot('mutex.other').held, 1, ownWakeMember(run(), planned('a')));
    await mutexes().settleHolder('mutex.other', ownWakeMember(run(), planned('a')));
    expect([slotId !== '', await room.redis.exists(room.keys.slot('mutex.other').held)]).toEqual([true, 0]);
  });

  it('leaves a holder alone that goes on by itself', async () => {
    await enter('a');
    const [slotId = ''] = await room.redis.zrange(room.keys.slots, 0, -1);
    const member = ownWakeMember(run(), planned('a'));
    await room.set({ 's:a': 'w', 'a:a': 1 });
    await mutexes().settleHolder(slotId, member);
    await room.set({ 'a:a': 0, 'r:a': now + 5 });
    await mutexes().settleHolder(slotId, member);
    expect([promoted, await room.redis.zcard(room.keys.slot(slotId).held)]).toEqual([[], 1]);
  });
});

/** The same client, which says before each script which one of its calls this is. */
function watched(redis: Redis, before: (call: number) => Promise<void>): Redis {
  let calls = 0;
  const evalsha = async (...args: Parameters<Redis['evalsha']>): Promise<unknown> => {
    calls += 1;
    await before(calls);
    return redis.evalsha(...args);
  };
  return new Proxy(redis, {
    get: (target, name) => {
      if (name === 'evalsha') return evalsha;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
