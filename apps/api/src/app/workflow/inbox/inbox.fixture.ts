import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { ReadEvent } from './inbound-event.js';
import type { InboxHandler } from './inbox-handler.js';
import { InboxKeys } from './inbox-keys.js';
import { defaultProcessorOptions, InboxProcessor, type InboxProcessorOptions } from './inbox-processor.js';
import { Inbox } from './inbox.js';

/** The room on a real Redis, under a prefix of its own. For tests. */
export class InboxFixture {
  readonly prefix = `test-${randomUUID()}`;
  readonly redis = new Redis(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379', { maxRetriesPerRequest: 1 });
  readonly keys = new InboxKeys(this.prefix);
  readonly inbox = new Inbox(this.redis, this.keys);
  readonly counted: string[] = [];
  readonly logged: object[] = [];
  readonly counter = { count: (what: string): void => void this.counted.push(what) };
  readonly logger = {
    info: (fields: object): void => void this.logged.push(fields),
    warn: (fields: object): void => void this.logged.push(fields),
    error: (fields: object): void => void this.logged.push(fields),
  };
  readonly #processors: InboxProcessor[] = [];

  /** A processor that has started; entries are handed out again after 60 ms. */
  process(handlers: readonly InboxHandler[], options: Partial<InboxProcessorOptions> = {}): InboxProcessor {
    const set = { ...defaultProcessorOptions, retryAfterMs: 60, blockMs: 20, ...options };
    const processor = new InboxProcessor(this.redis, this.keys, handlers, this.counter, this.logger, set);
    this.#processors.push(processor);
    processor.start();
    return processor;
  }

  /** Entries of a stream, each as its fields. */
  async entries(stream: 'events' | 'dead' | 'unrouted'): Promise<Record<string, string>[]> {
    const entries = await this.redis.xrange(this.keys[stream](0), '-', '+');
    return entries.map(([, fields]) => {
      const pairs: [string, string][] = [];
      for (let at = 0; at < fields.length; at += 2) pairs.push([fields[at] ?? '', fields[at + 1] ?? '']);
      return Object.fromEntries(pairs);
    });
  }

  /** Entries that are handed out or wait to be. */
  async left(): Promise<number> {
    return this.redis.xlen(this.keys.events(0));
  }

  async close(): Promise<void> {
    await Promise.all(this.#processors.map((processor) => processor.stop()));
    const keys = await this.redis.keys(`*${this.prefix}*`);
    if (keys.length > 0) await this.redis.del(...keys);
    this.redis.disconnect();
  }
}

export function readEvent(facts: Partial<ReadEvent> = {}): ReadEvent {
  return {
    provider: 'signalhouse',
    name: 'message.received',
    receivedAt: Date.UTC(2026, 10, 21, 19, 0),
    identity: 'message:1',
    deliveryId: 'delivery-1',
    payload: { from: '+15559990000', to: '+15551230000', text: 'Yes, tell me more' },
    ...facts,
  };
}
