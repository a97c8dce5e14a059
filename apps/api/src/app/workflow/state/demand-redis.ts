import { WorkflowError } from '@workflow/core';
import type { Redis } from 'ioredis';

/** The oldest Redis whose scripts know `#!lua`, without which a full memory leaves transitions half done. */
const minMajor = 7;

/** Milliseconds that a boot waits for Redis. */
const bootPatienceMs = 10_000;

/**
 * Refuses a Redis that cannot hold the engine's promises.
 * @throws UNAVAILABLE when it does not answer, for a version before 7.0, or an eviction policy that may throw runs away
 */
export async function demandRedis(
  redis: Pick<Redis, 'info' | 'options'>,
  logger: { warn(fields: object, message: string): void },
  patienceMs: number = bootPatienceMs,
): Promise<void> {
  const info = await answer(redis, patienceMs);
  const field = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = field('valkey_version') || field('redis_version');
  if (Number.parseInt(version, 10) < minMajor) {
    throw new WorkflowError('UNAVAILABLE', `Redis is ${version}; 7.0 or newer is needed.`);
  }
  const policy = field('maxmemory_policy');
  if (policy !== 'noeviction' && field('maxmemory') !== '0') {
    throw new WorkflowError('UNAVAILABLE', `Redis evicts by ${policy}: set maxmemory-policy to noeviction.`);
  }
  if (policy !== 'noeviction')
    logger.warn({ policy }, 'Redis would evict runs if it had a memory limit: set noeviction');
}

/** @throws UNAVAILABLE naming the address, never the password */
async function answer(redis: Pick<Redis, 'info' | 'options'>, patienceMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const { host = 'localhost', port = 6379 } = redis.options;
      const message = `Redis at ${host}:${port} did not answer in ${patienceMs / 1_000} s: start it, or set REDIS_URL.`;
      reject(new WorkflowError('UNAVAILABLE', message));
    }, patienceMs);
  });
  const info = redis.info();
  // Left behind by the race, it may still fail when the connection is given up.
  info.catch(() => undefined);
  try {
    return await Promise.race([info, late]);
  } finally {
    clearTimeout(timer);
  }
}
