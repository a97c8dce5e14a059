import type { Redis } from 'ioredis';
import { EndableRedis } from './endable-redis.js';

/** Ends a connection and those that were opened from it, at once and without a goodbye: what waits for them fails. */
export function endRedis(redis: Redis): void {
  if (redis instanceof EndableRedis) redis.endAll();
  else redis.disconnect();
}
