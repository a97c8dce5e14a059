import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { StreamReader, type Delivered } from './stream-reader.js';
import type { StreamConnection } from './stream-redis.js';

export interface ConsumerOptions {
  /** What the log calls it, such as `inbox`. */
  readonly name: string;
  readonly stream: string;
  readonly group: string;
  /** Entries of one read. */
  readonly batchSize: number;
  /** Milliseconds after which an entry that was not ended is handed out again. */
  readonly takeOverMs: number;
  /** Milliseconds that one read waits. */
  readonly blockMs: number;
  /** Milliseconds after which a consumer that has not read belongs to a process that is gone; an hour by default. */
  readonly goneAfterMs?: number;
}

/** The part of a pino logger that is used here. */
export interface ConsumerLogger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Takes the entries that a consumer was handed, and ends those that are done; what is left comes again. */
export type TakeEntries = (entries: readonly Delivered[], reader: StreamReader) => Promise<void>;

const defaultGoneAfterMs = 60 * 60 * 1000;
/** Milliseconds to leave the group in: a consumer that could not is retired by the others. */
const leaveMs = 1_000;
/** Between two tries to reach a Redis that is gone. */
const troubleMs = 500;

/**
 * Reads a stream as one of a group, for as long as it is started: each entry is handed to one consumer of the group, at
 * least once. A Redis that was away is waited for, and a group that was flushed away is made again.
 */
export class StreamConsumer {
  readonly #consumer = `consumer-${randomUUID()}`;
  readonly #reader: StreamReader;
  #running: Promise<void> | undefined;
  #stop = new AbortController();

  constructor(
    private readonly redis: StreamConnection,
    private readonly options: ConsumerOptions,
    private readonly take: TakeEntries,
    private readonly logger: ConsumerLogger,
  ) {
    this.#reader = new StreamReader(redis, options, this.#consumer);
  }

  start(): void {
    this.#running ??= this.#run(this.#stop.signal);
  }

  /** Ends what is in work, takes nothing further, and leaves the group. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#running = undefined;
    this.#stop = new AbortController();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { name, batchSize, takeOverMs, blockMs, goneAfterMs = defaultGoneAfterMs } = this.options;
    const blocking = this.redis.duplicate();
    blocking.on('error', (error) => this.logger.warn({ err: error }, `The ${name} has lost its connection.`));
    signal.addEventListener('abort', () => blocking.disconnect(), { once: true });
    const between = Math.max(1, Math.min(blockMs, takeOverMs / 2));
    let lookedAt = 0;
    let isSeenThrough = false;
    while (!signal.aborted) {
      try {
        if (!isSeenThrough || performance.now() - lookedAt >= between) {
          lookedAt = performance.now();
          const owed = await this.#reader.takeOver(batchSize, takeOverMs);
          isSeenThrough = owed.isLast;
          await this.take(owed.entries, this.#reader);
          await this.#reader.retireOthers(goneAfterMs);
        }
        signal.throwIfAborted();
        // What is new goes in between a long look through what is owed.
        const waitMs = isSeenThrough ? between : 0;
        const entries = await orAborted(this.#reader.readNew(blocking, batchSize, waitMs), signal);
        await this.take(entries, this.#reader);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
    await Promise.race([this.#leave(goneAfterMs), pause(leaveMs, undefined, { ref: false })]);
  }

  /** A full Redis refuses to make a group, and reads one that is there: so it is made only where it is missing. */
  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    try {
      if (!(error instanceof Error) || !error.message.includes('NOGROUP')) throw error;
      await this.#reader.makeGroup();
    } catch (trouble) {
      this.logger.error({ err: trouble }, `The ${this.options.name} could not be read; trying again.`);
      await restAfterTrouble(signal);
    }
  }

  async #leave(goneAfterMs: number): Promise<void> {
    try {
      await this.#reader.leave(goneAfterMs);
    } catch (error) {
      this.logger.warn({ err: error }, `The ${this.options.name} could not leave its group.`);
    }
  }
}

/** An abort ends it. */
async function restAfterTrouble(signal: AbortSignal): Promise<void> {
  await pause(troubleMs, undefined, { signal }).catch(() => undefined);
}

/** A read waits for a Redis that is away even after its connection was given up: an abort ends the waiting. */
async function orAborted<T>(read: Promise<T>, signal: AbortSignal): Promise<T> {
  // Left behind by the race, it may still fail, and nobody would hear it.
  read.catch(() => undefined);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new Error('The consumer is told to stop.'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([read, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
