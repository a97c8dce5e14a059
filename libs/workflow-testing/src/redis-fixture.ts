import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';

/** Where tests find their Redis: a real one, private to the run of the tests. @throws Error when there is none */
export function testRedisUrl(): string {
  const url = process.env['REDIS_URL'];
  if (url === undefined) throw new Error('REDIS_URL is not set: integration tests need a real Redis.');
  return url;
}

/** A key prefix that no other test has. */
export function uniquePrefix(): string {
  return `t${randomBytes(6).toString('hex')}`;
}

/** Removes every key under a test's prefix, whatever tags it has. */
export async function dropPrefix(redis: Redis, prefix: string): Promise<void> {
  for await (const keys of redis.scanStream({ match: `{${prefix}*`, count: 1_000 })) {
    if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
  }
}
