import { dropPrefix, testRedisUrl, uniquePrefix } from '@workflow/testing';
import { connectRedis } from '../../../lib/redis/connect.js';
import { RunKeys, runMember } from '../state/run-keys.js';
import { OutboxReader, type OutboxReaderOptions } from './outbox-reader.js';

/** An outbox on a real Redis, under a prefix of its own. For tests. */
export class OutboxFixture {
  readonly prefix = uniquePrefix();
  readonly redis = connectRedis(testRedisUrl());
  readonly keys = new RunKeys(this.prefix);
  readonly logged: { readonly fields: object; readonly message: string }[] = [];
  readonly #readers: OutboxReader[] = [];
  readonly #log = (fields: object, message: string): void => void this.logged.push({ fields, message });

  /** A reader that has started; entries are handed out again after 60 ms. */
  read(handle: OutboxReaderOptions['handle'], options: Partial<OutboxReaderOptions> = {}): OutboxReader {
    const { redis, keys } = this;
    const logger = { warn: this.#log, error: this.#log };
    const set = { redis, keys, group: 'test', handle, logger, takeOverMs: 60, blockMs: 20, ...options };
    const reader = new OutboxReader(set);
    this.#readers.push(reader);
    reader.start();
    return reader;
  }

  /** Tells of a run as the scripts do, and gives the entry's id. */
  async tell(runId: string, type = 'run.completed', data = '{"version":1}'): Promise<string> {
    return this.add('t', type, 'm', runMember('team_123', runId), 'd', data);
  }

  async add(...fields: string[]): Promise<string> {
    return (await this.redis.xadd(this.keys.outbox, '*', ...fields)) ?? '';
  }

  /** How many entries were handed out and not ended. */
  async owed(group = 'test'): Promise<number> {
    const [count] = (await this.redis.xpending(this.keys.outbox, group)) as [number];
    return count;
  }

  async consumers(group = 'test'): Promise<number> {
    return ((await this.redis.xinfo('CONSUMERS', this.keys.outbox, group)) as unknown[]).length;
  }

  async close(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.stop()));
    await dropPrefix(this.redis, this.prefix);
    this.redis.disconnect();
  }
}
