import type { Redis } from 'ioredis';

/**
 * Listens to a channel for as long as the connection is there, through every loss of it. To be used in the place of
 * `subscribe`, which ioredis writes as soon as there is a socket: its question whether Redis is ready is then refused,
 * since the connection only listens by now; it connects anew, and has forgotten what it listens to. Told by nobody.
 * @throws Error when the connection has ended
 */
export async function listenTo(redis: Redis, channel: string): Promise<void> {
  if (redis.status !== 'ready' && redis.status !== 'end') await readyOrEnded(redis);
  await redis.subscribe(channel);
}

function readyOrEnded(redis: Redis): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  redis.once('ready', resolve).once('end', resolve);
  return promise.finally(() => redis.off('ready', resolve).off('end', resolve));
}
