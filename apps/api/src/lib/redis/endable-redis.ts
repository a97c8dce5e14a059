import { Redis, type RedisOptions } from 'ioredis';

/** A client that can be ended in whatever state it is, with all that were opened from it. */
export class EndableRedis extends Redis {
  /** BullMQ's workers duplicate what they are given, and show nobody the duplicates. */
  readonly #duplicates = new Set<EndableRedis>();

  override duplicate(override?: Partial<RedisOptions>): Redis {
    const duplicate = new EndableRedis({ ...this.options, ...override });
    this.#duplicates.add(duplicate);
    // One that has ended may be connected again.
    duplicate.on('end', () => this.#duplicates.delete(duplicate));
    duplicate.on('connecting', () => this.#duplicates.add(duplicate));
    return duplicate;
  }

  /**
   * Between two tries there is no socket to close, and the client of ioredis would stay there for ever, with its commands
   * and with whoever waits for its end, as BullMQ does. It is then as it was before the first try, which ioredis ends.
   */
  override disconnect(reconnect = false): void {
    if (!reconnect && this.status === 'reconnecting') this.status = 'wait';
    super.disconnect(reconnect);
  }

  /** At once and without a goodbye: what waits for any of them fails. */
  endAll(): void {
    for (const duplicate of this.#duplicates) duplicate.endAll();
    this.disconnect();
  }
}
