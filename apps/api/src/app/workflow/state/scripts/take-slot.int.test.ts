import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture } from '../state.fixture.js';
import { forgetSlot } from './forget-slot.js';
import { freeSlot } from './free-slot.js';
import { takeSlot } from './take-slot.js';

describe('take-slot and free-slot', () => {
  let room: StateFixture;
  beforeEach(() => {
    room = new StateFixture();
  });
  afterEach(() => room.close());

  const slotId = 'mutex.x';
  const take = (member: string, facts: { limit?: number; priority?: number } = {}) =>
    takeSlot(room.redis, room.keys, { slotId, member, limit: 1, priority: 50, now, ...facts });
  const free = (member: string) => freeSlot(room.redis, room.keys, { slotId, member, now });

  it('let in as many as there are slots, then in the order of priority and of coming', async () => {
    expect(await take('a', { limit: 2 })).toEqual({ isHeld: true, admitted: ['a'], holder: 'a' });
    expect(await take('b', { limit: 2 })).toMatchObject({ isHeld: true, admitted: ['b'] });
    for (const [member, priority] of [
      ['late', 100],
      ['first', 50],
      ['second', 50],
      ['urgent', 1],
    ] as const)
      expect(await take(member, { limit: 2, priority })).toMatchObject({ isHeld: false, admitted: [] });
    expect([await free('a'), await free('b'), await free('urgent'), await free('first')]).toEqual([
      ['urgent'],
      ['first'],
      ['second'],
      ['late'],
    ]);
  });

  it('sent twice do no more than once', async () => {
    await take('a');
    await take('b');
    const before = await room.everything();
    expect(await take('a')).toEqual({ isHeld: true, admitted: [], holder: 'a' });
    expect(await take('b')).toEqual({ isHeld: false, admitted: [], holder: 'a' });
    expect(await room.everything()).toEqual(before);
    expect(await free('a')).toEqual(['b']);
    expect(await free('a')).toEqual([]);
    expect(await take('b')).toMatchObject({ isHeld: true });
  });

  it('keep the place of one that asks again after it was overtaken by a change of limit', async () => {
    await take('a');
    await take('b');
    await take('c');
    expect(await take('d', { limit: 3 })).toMatchObject({ isHeld: false, admitted: ['b', 'c'] });
    expect(await take('e', { limit: 1 })).toMatchObject({ isHeld: false, admitted: [] });
    expect([await free('a'), await free('b'), await free('c')]).toEqual([[], [], ['d']]);
  });

  it('leave nothing behind, and a place in the line can be given back', async () => {
    await take('a');
    await take('b');
    expect(await free('b')).toEqual([]);
    expect(await free('a')).toEqual([]);
    expect(await room.redis.keys(`{${room.prefix}*`)).toEqual([]);
    expect(await free('a')).toEqual([]);
  });

  it('forget-slot takes one off the list that was not asked for of late', async () => {
    await room.redis.zadd(room.keys.slots, now, slotId);
    await forgetSlot(room.redis, room.keys, slotId, now - 1);
    expect(await room.redis.exists(room.keys.slots)).toBe(1);
    await forgetSlot(room.redis, room.keys, slotId, now);
    expect(await room.redis.exists(room.keys.slots)).toBe(0);
    await forgetSlot(room.redis, room.keys, slotId, now);
  });
});
