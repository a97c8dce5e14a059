import { WorkflowError } from '@workflow/core';
import type { Redis } from 'ioredis';

/** Share of `maxmemory` above which no run is started, so that those that are alive can end. */
const fullShare = 0.9;
/** Milliseconds that a reading is trusted: a start must not cost a command of its own. */
const freshMs = 1_000;

/** Whether Redis has room for new runs. */
export class StateRoom {
  #readAt = 0;
  #isFull = false;

  constructor(
    private readonly redis: Redis,
    private readonly clock: { now(): number },
  ) {}

  /** @throws STATE_FULL above nine tenths of `maxmemory` */
  async demand(): Promise<void> {
    if (this.clock.now() - this.#readAt > freshMs) await this.#read();
    if (this.#isFull) {
      throw new WorkflowError('STATE_FULL', 'Redis is nearly full: no new run is started until there is room.');
    }
  }

  async #read(): Promise<void> {
    const info = await this.redis.info('memory');
    const number = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
    const max = number('maxmemory');
    this.#isFull = max > 0 && number('used_memory') > max * fullShare;
    this.#readAt = this.clock.now();
  }
}
