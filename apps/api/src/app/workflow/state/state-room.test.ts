import { MovableClock } from '@workflow/testing';
import type { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { StateRoom } from './state-room.js';

/** A Redis that says how full it is, and counts how often it is asked. */
class FilledRedis {
  asked = 0;
  constructor(
    public used: number,
    readonly max: number,
  ) {}

  async info(section: string): Promise<string> {
    this.asked += 1;
    return `# ${section}\r\nused_memory:${this.used}\r\nused_memory_rss:999999\r\nmaxmemory:${this.max}\r\nmaxmemory_human:1K\r\n`;
  }
}

const roomIn = (redis: FilledRedis, clock = new MovableClock()): StateRoom =>
  new StateRoom(redis as unknown as Redis, clock);
const full = { code: 'STATE_FULL' };

describe('the room for new runs', () => {
  it.each([0, 899, 900])('is there at %i of 1,000 bytes', async (used) => {
    await expect(roomIn(new FilledRedis(used, 1_000)).demand()).resolves.toBeUndefined();
  });

  it.each([901, 1_000, 1_200])('is not there at %i of 1,000 bytes', async (used) => {
    await expect(roomIn(new FilledRedis(used, 1_000)).demand()).rejects.toMatchObject(full);
  });

  it('is always there without a limit', async () => {
    await expect(roomIn(new FilledRedis(5_000_000, 0)).demand()).resolves.toBeUndefined();
  });

  it('is asked for once a second at the most', async () => {
    const [redis, clock] = [new FilledRedis(0, 1_000), new MovableClock()];
    const room = roomIn(redis, clock);
    for (let turn = 0; turn < 5; turn += 1) await room.demand();
    expect(redis.asked).toBe(1);
    clock.advance(1_001);
    await room.demand();
    expect(redis.asked).toBe(2);
  });

  it('comes back once something was forgotten', async () => {
    const [redis, clock] = [new FilledRedis(950, 1_000), new MovableClock()];
    const room = roomIn(redis, clock);
    await expect(room.demand()).rejects.toMatchObject(full);
    redis.used = 100;
    await expect(room.demand()).rejects.toMatchObject(full);
    clock.advance(1_001);
    await expect(room.demand()).resolves.toBeUndefined();
  });

  it('is asked for again when Redis did not answer', async () => {
    const redis = new FilledRedis(0, 1_000);
    const answer = redis.info.bind(redis);
    redis.info = async () => Promise.reject(new Error('Connection is closed.'));
    const room = roomIn(redis);
    await expect(room.demand()).rejects.toThrow('Connection is closed.');
    redis.info = answer;
    await expect(room.demand()).resolves.toBeUndefined();
  });
});
