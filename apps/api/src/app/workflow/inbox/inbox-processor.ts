import { StreamConsumer } from '../streams/stream-consumer.js';
import type { StreamConnection } from '../streams/stream-redis.js';
import { EventBatch, type BatchOptions } from './event-batch.js';
import type { InboxCounter, InboxHandler, InboxLogger } from './inbox-handler.js';
import type { InboxKeys } from './inbox-keys.js';

export interface InboxProcessorOptions extends Omit<BatchOptions, 'group'> {
  /** Milliseconds after which an entry that was not ended is handed out again. */
  readonly retryAfterMs: number;
  /** Milliseconds that one read waits. */
  readonly blockMs: number;
}

export const defaultProcessorOptions: InboxProcessorOptions = {
  shard: 0,
  retryAfterMs: 15_000,
  mostDeliveries: 5,
  handlerTimeoutMs: 10_000,
  blockMs: 2_000,
  now: Date.now,
};

const group = 'workflow';
const batchSize = 16;

/** Takes events out of the inbox and through the handlers, in their order, at least once each. */
export class InboxProcessor {
  readonly #consumer: StreamConsumer;

  constructor(
    redis: StreamConnection,
    keys: InboxKeys,
    handlers: readonly InboxHandler[],
    counter: InboxCounter,
    logger: InboxLogger,
    options: InboxProcessorOptions = defaultProcessorOptions,
  ) {
    const { shard, retryAfterMs, blockMs } = options;
    const batch = new EventBatch(redis, keys, handlers, counter, logger, { ...options, group });
    this.#consumer = new StreamConsumer(
      redis,
      { name: 'inbox', stream: keys.events(shard), group, batchSize, takeOverMs: retryAfterMs, blockMs },
      (entries) => batch.process(entries),
      logger,
    );
  }

  start(): void {
    this.#consumer.start();
  }

  /** Ends the batch in work, takes no further one, and leaves the group. */
  async stop(): Promise<void> {
    await this.#consumer.stop();
  }
}
