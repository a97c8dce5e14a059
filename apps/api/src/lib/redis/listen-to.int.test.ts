import { once } from 'node:events';
import { testRedisUrl, uniquePrefix, until } from '@workflow/testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectRedis } from './connect.js';
import { listenTo } from './listen-to.js';

describe('listenTo', () => {
  const channel = uniquePrefix();
  let sender: Redis;
  let listener: Redis;
  beforeEach(() => {
    sender = new Redis(testRedisUrl());
    listener = connectRedis(testRedisUrl());
  });
  afterEach(() => {
    for (const client of [sender, listener]) client.disconnect();
  });

  const listens = () => until('it listens', async () => (await sender.publish(channel, 'hello')) === 1, 3_000);

  // With `subscribe` nobody listens here.
  it('hears what is sent though it was called as soon as there was a socket', async () => {
    await once(listener, 'connect');
    await listenTo(listener, channel);
    await until('it is ready', () => listener.status === 'ready');
    await listens();
  });

  it('hears what is sent after its connection was lost', async () => {
    const id = await listener.client('ID');
    await listenTo(listener, channel);
    await sender.client('KILL', 'ID', id);
    await until('its connection is lost', () => listener.status !== 'ready');
    await listens();
  });

  it('says so where the connection has ended', async () => {
    listener.disconnect();
    await expect(listenTo(listener, channel)).rejects.toThrow('Connection is closed');
  });
});
