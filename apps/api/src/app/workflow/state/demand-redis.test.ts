import type { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { demandRedis } from './demand-redis.js';

const facts = { redis_version: '7.0.15', maxmemory: '0', maxmemory_policy: 'noeviction' };

/** Asks a Redis of these facts; gives what was warned of. */
async function demand(changed: Readonly<Record<string, string>>): Promise<object[]> {
  const lines = Object.entries({ ...facts, ...changed }).map(([name, value]) => `${name}:${value}\r\n`);
  const warned: object[] = [];
  const redis = { info: async () => `# Server\r\n${lines.join('')}maxmemory_human:0B\r\n` } as unknown as Redis;
  await demandRedis(redis, { warn: (fields) => void warned.push(fields) });
  return warned;
}

describe('demandRedis', () => {
  it.each(['7.0.0', '7.4.1', '8.2.0', '10.0.0'])('takes Redis %s', async (version) => {
    expect(await demand({ redis_version: version })).toEqual([]);
  });

  it('goes by the version of Valkey, which shows an older one of Redis', async () => {
    expect(await demand({ redis_version: '7.2.4', valkey_version: '8.1.0' })).toEqual([]);
    expect(await demand({ redis_version: '6.2.0', valkey_version: '8.1.0' })).toEqual([]);
  });

  it.each(['6.2.14', '5.0.7', '2.8.19'])('refuses Redis %s, and names it', async (version) => {
    const refusal = { code: 'UNAVAILABLE', message: `Redis is ${version}; 7.0 or newer is needed.` };
    await expect(demand({ redis_version: version })).rejects.toMatchObject(refusal);
  });

  it.each(['allkeys-lru', 'volatile-ttl'])(
    'refuses a limited memory from which %s may throw runs away',
    async (policy) => {
      const refusal = {
        code: 'UNAVAILABLE',
        message: `Redis evicts by ${policy}: set maxmemory-policy to noeviction.`,
      };
      await expect(demand({ maxmemory: '1048576', maxmemory_policy: policy })).rejects.toMatchObject(refusal);
    },
  );

  it('takes a limited memory that refuses when it is full', async () => {
    expect(await demand({ maxmemory: '1048576' })).toEqual([]);
  });

  it('warns of an eviction policy that has no limit to act on yet', async () => {
    expect(await demand({ maxmemory_policy: 'allkeys-lru' })).toEqual([{ policy: 'allkeys-lru' }]);
  });

  it('refuses a server that does not tell what it is', async () => {
    const silent = { redis_version: '', maxmemory: '', maxmemory_policy: '' };
    await expect(demand(silent)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
