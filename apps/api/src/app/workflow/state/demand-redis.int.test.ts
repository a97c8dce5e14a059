import { MovableClock, testRedisUrl } from '@workflow/testing';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { demandRedis } from './demand-redis.js';
import { StateRoom } from './state-room.js';

describe('a real Redis', () => {
  const redis = new Redis(testRedisUrl());
  afterEach(() => redis.disconnect());

  it('tells its version, its policy and its room in the words that are read', async () => {
    const info = await redis.info();
    for (const name of ['redis_version', 'maxmemory', 'maxmemory_policy', 'used_memory']) {
      expect(info).toMatch(new RegExp(`^${name}:\\S+\\r?$`, 'm'));
    }
    await expect(demandRedis(redis, { warn: () => undefined })).resolves.toBeUndefined();
    await expect(new StateRoom(redis, new MovableClock()).demand()).resolves.toBeUndefined();
  });
});
