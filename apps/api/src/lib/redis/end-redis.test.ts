import { until } from '@workflow/testing';
import type { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { connectRedis } from './connect.js';
import { endRedis } from './end-redis.js';

/** A port on which nobody listens. */
const nowhere = 'redis://127.0.0.1:1';

describe('endRedis', () => {
  const away = (): Redis => connectRedis(nowhere).on('error', () => undefined);
  const isBetweenTries = (redis: Redis) => until('it waits to try again', () => redis.status === 'reconnecting');
  const hasEnded = (redis: Redis) => until('it has ended', () => redis.status === 'end', 3_000);

  it('ends a connection that waits to try again, and fails the commands that wait for it', async () => {
    const redis = away();
    const reply = redis.get('key').catch((error: Error) => error.message);
    await isBetweenTries(redis);
    endRedis(redis);
    await hasEnded(redis);
    expect(await reply).toContain('Connection is closed');
  });

  it('has nothing left to do for one that another disconnected while it waited', async () => {
    const redis = away();
    await isBetweenTries(redis);
    redis.disconnect();
    await hasEnded(redis);
    endRedis(redis);
    expect(redis.status).toBe('end');
  });

  it('ends one that is trying', async () => {
    const redis = away();
    await until('it tries', () => redis.status === 'connecting');
    endRedis(redis);
    await hasEnded(redis);
  });

  it('ends those that were opened from it', async () => {
    const redis = away();
    const second = redis.duplicate().on('error', () => undefined);
    const third = second.duplicate().on('error', () => undefined);
    await Promise.all([redis, second, third].map(isBetweenTries));
    endRedis(redis);
    await Promise.all([redis, second, third].map(hasEnded));
  });

  it('ends one that was ended and connected again', async () => {
    const redis = away();
    const second = redis.duplicate().on('error', () => undefined);
    await isBetweenTries(second);
    second.disconnect();
    await hasEnded(second);
    second.connect().catch(() => undefined);
    await isBetweenTries(second);
    endRedis(redis);
    await hasEnded(second);
  });
});
