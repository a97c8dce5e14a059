import type { Redis } from 'ioredis';
import { endRedis } from './end-redis.js';

/** Milliseconds for a goodbye; a Redis that is away would be waited for, for ever. */
const goodbyeMs = 1_000;

/** Ends a connection: politely while Redis answers, else at once. */
export async function closeRedis(redis: Redis): Promise<void> {
  if (redis.status === 'ready') {
    const late = new Promise((resolve) => setTimeout(resolve, goodbyeMs).unref());
    await Promise.race([redis.quit().catch(() => undefined), late]);
  }
  endRedis(redis);
}
