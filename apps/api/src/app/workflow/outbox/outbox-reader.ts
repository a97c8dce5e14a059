import type { RunKeys } from '../state/run-keys.js';
import { StreamConsumer, type ConsumerLogger } from '../streams/stream-consumer.js';
import type { Delivered, StreamReader } from '../streams/stream-reader.js';
import type { StreamConnection } from '../streams/stream-redis.js';
import { parseOutboxEvent, type OutboxEvent } from './outbox-event.js';

export interface OutboxReaderOptions {
  /** A connection for what does not block; the one that does is opened from it. */
  readonly redis: StreamConnection;
  readonly keys: Pick<RunKeys, 'outbox'>;
  /** Every group is handed every event; within a group, one reader is. */
  readonly group: string;
  /**
   * Takes one event; a second time must do no harm. What it throws is logged, and the event is handed out again later.
   * Longer than `takeOverMs` it may run twice at once.
   */
  readonly handle: (event: OutboxEvent) => Promise<void>;
  readonly logger: ConsumerLogger;
  /** Milliseconds after which an event that was not ended is handed out again, 60,000 by default. */
  readonly takeOverMs?: number;
  /** Milliseconds that one read waits, 5,000 by default. */
  readonly blockMs?: number;
}

/**
 * Hands run-level events to `handle`, one by one and at least once each, as one reader of a group that every process may
 * join. A group begins with the oldest event that the outbox still holds, and loses none while nobody of it reads,
 * until the outbox drops its oldest.
 */
export class OutboxReader {
  readonly #consumer: StreamConsumer;

  constructor(private readonly options: OutboxReaderOptions) {
    const { redis, keys, group, logger, takeOverMs = 60_000, blockMs = 5_000 } = options;
    this.#consumer = new StreamConsumer(
      redis,
      // One at a time: a reader that stops owes nothing beyond the event in its hands.
      { name: 'outbox', stream: keys.outbox, group, batchSize: 1, takeOverMs, blockMs },
      (entries, reader) => this.#take(entries, reader),
      logger,
    );
  }

  start(): void {
    this.#consumer.start();
  }

  /** Lets the event in work end, takes no further one, and leaves the group. */
  async stop(): Promise<void> {
    await this.#consumer.stop();
  }

  async #take(entries: readonly Delivered[], reader: StreamReader): Promise<void> {
    for (const { entryId, fields } of entries) {
      const event = this.#parse(entryId, fields);
      if (event === undefined || (await this.#handle(event))) await reader.acknowledge(entryId);
    }
  }

  #parse(entryId: string, fields: Readonly<Record<string, string>>): OutboxEvent | undefined {
    try {
      return parseOutboxEvent(entryId, fields);
    } catch (error) {
      this.options.logger.error({ err: error, entryId }, 'an entry of the outbox is no event: it is left out');
      return undefined;
    }
  }

  async #handle(event: OutboxEvent): Promise<boolean> {
    const { logger, group, handle } = this.options;
    try {
      await handle(event);
      return true;
    } catch (error) {
      const { id, type, teamId, runId } = event;
      logger.error({ err: error, id, type, teamId, runId, group }, 'an event could not be handed on; it comes again');
      return false;
    }
  }
}
