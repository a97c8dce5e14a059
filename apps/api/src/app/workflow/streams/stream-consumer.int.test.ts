import { dropPrefix, testRedisUrl, uniquePrefix, until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectRedis } from '../../../lib/redis/connect.js';
import { StreamConsumer } from './stream-consumer.js';

describe('StreamConsumer', () => {
  const redis = connectRedis(testRedisUrl());
  const prefix = uniquePrefix();
  const [stream, group] = [`{${prefix}}:stream`, 'group'];
  let consumer: StreamConsumer;
  beforeEach(async () => {
    await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
    await redis.xgroup('CREATECONSUMER', stream, group, 'idle');
    await redis.xadd(stream, '*', 'a', 'b');
    await redis.xreadgroup('GROUP', group, 'owing', 'COUNT', 1, 'STREAMS', stream, '>');
    const options = { name: 'test', stream, group, batchSize: 1, takeOverMs: 60_000, blockMs: 20, goneAfterMs: 100 };
    const logger = { warn: () => undefined, error: () => undefined };
    consumer = new StreamConsumer(redis, options, async () => undefined, logger);
    consumer.start();
  });
  afterEach(async () => {
    await consumer.stop();
    await dropPrefix(redis, prefix);
    redis.disconnect();
  });

  it('forgets a consumer that has long not read and owes nothing, never one that owes', async () => {
    const names = async () =>
      ((await redis.xinfo('CONSUMERS', stream, group)) as [string, string][]).map(([, name]) => name);
    await until('the idle one is forgotten', async () => !(await names()).includes('idle'));
    expect(await names()).toContain('owing');
  });
});
