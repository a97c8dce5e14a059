import { randomUUID } from 'node:crypto';
import { EventBatch, type BatchOptions } from './event-batch.js';
import type { InboxCounter, InboxHandler, InboxLogger } from './inbox-handler.js';
import type { InboxKeys } from './inbox-keys.js';
import type { InboxRedis } from './inbox.js';
import { retireConsumers } from './retire-consumers.js';
import { StreamReader } from './stream-reader.js';

/** A client that can open a connection of its own for reads that block. */
export interface ProcessorRedis extends InboxRedis {
  duplicate(): Pick<InboxRedis, 'call'> & {
    disconnect(): void;
    on(event: 'error', listener: (error: Error) => void): unknown;
  };
}

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
/** Milliseconds to leave the group in: a consumer that could not is retired by the others. */
const leaveMs = 1_000;
/** Between two tries to reach a Redis that is gone. */
const troubleMs = 500;

/** Takes events out of the inbox and through the handlers, in their order, at least once each. */
export class InboxProcessor {
  readonly #consumer = `consumer-${randomUUID()}`;
  readonly #reader: StreamReader;
  readonly #batch: EventBatch;
  #running: Promise<void> | undefined;
  #stop = new AbortController();

  constructor(
    private readonly redis: ProcessorRedis,
    private readonly keys: InboxKeys,
    handlers: readonly InboxHandler[],
    counter: InboxCounter,
    private readonly logger: InboxLogger,
    private readonly options: InboxProcessorOptions = defaultProcessorOptions,
  ) {
    this.#reader = new StreamReader(redis, keys.events(options.shard), group, this.#consumer);
    this.#batch = new EventBatch(redis, keys, handlers, counter, logger, { ...options, group });
  }

  start(): void {
    this.#running ??= this.run(this.#stop.signal);
  }

  /** Ends the batch in work, takes no further one, and leaves the group. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#running = undefined;
    this.#stop = new AbortController();
  }

  private async run(signal: AbortSignal): Promise<void> {
    const blocking = this.redis.duplicate();
    blocking.on('error', (error) => this.logger.warn({ err: error }, 'The inbox has lost its connection.'));
    signal.addEventListener('abort', () => blocking.disconnect(), { once: true });
    const { retryAfterMs, blockMs } = this.options;
    const between = Math.max(1, Math.min(blockMs, retryAfterMs / 2));
    let lookedAt = 0;
    while (!signal.aborted) {
      try {
        if (performance.now() - lookedAt >= between) {
          lookedAt = performance.now();
          await this.#batch.process(await this.#reader.takeOver(batchSize, retryAfterMs));
          await retireConsumers(this.redis, this.keys.events(this.options.shard), group);
        }
        await this.#batch.process(await orAborted(this.#reader.readNew(blocking, batchSize, between), signal));
      } catch (error) {
        if (!signal.aborted) await this.recover(error, signal);
      }
    }
    await Promise.race([this.leave(), new Promise((resolve) => setTimeout(resolve, leaveMs).unref())]);
  }

  /** A full Redis refuses to make a group, and reads one that is there: so it is made only where it is missing. */
  private async recover(error: unknown, signal: AbortSignal): Promise<void> {
    try {
      if (!(error instanceof Error) || !error.message.includes('NOGROUP')) throw error;
      await this.#reader.makeGroup();
    } catch (trouble) {
      this.logger.error({ err: trouble }, 'The inbox could not be read; trying again.');
      await pause(troubleMs, signal);
    }
  }

  private async leave(): Promise<void> {
    try {
      await retireConsumers(this.redis, this.keys.events(this.options.shard), group, this.#consumer);
    } catch (error) {
      this.logger.warn({ err: error }, 'The inbox could not leave its group.');
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** A read waits for a Redis that is away even after its connection was given up: an abort ends the waiting. */
async function orAborted<T>(read: Promise<T>, signal: AbortSignal): Promise<T> {
  // Left behind by the race, it may still fail, and nobody would hear it.
  read.catch(() => undefined);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The inbox is told to stop.')), { once: true });
  });
  return Promise.race([read, aborted]);
}
