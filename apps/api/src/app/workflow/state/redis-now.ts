import type { StateRedis } from './state-redis.js';

/** Redis' own clock, ms: the clocks of processes differ, so deadlines are held against this one. */
export async function redisNow(redis: Pick<StateRedis, 'time'>): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}
