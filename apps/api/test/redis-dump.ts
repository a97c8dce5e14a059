import type { Redis } from 'ioredis';

/** Every key under a test's prefix with all that it holds, as text. */
export async function dumpRedis(redis: Redis, match: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const keys of redis.scanStream({ match, count: 1_000 })) {
    for (const key of keys as string[]) found.set(key, JSON.stringify((await read(redis, key)) ?? null));
  }
  return found;
}

async function read(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'hash':
      return redis.hgetall(key);
    case 'string':
      return redis.get(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, -1);
    case 'stream':
      return redis.xrange(key, '-', '+');
    // Gone between the scan and now.
    case 'none':
      return undefined;
    default:
      throw new Error(`A key of type ${type} is not read: ${key}`);
  }
}
