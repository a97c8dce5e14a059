import type { EngineLogger } from '../../runtime/engine-logger.js';
import type { RunKeys } from '../../state/run-keys.js';
import type { StateRedis } from '../../state/state-redis.js';
import type { TriggerCounters } from '../trigger-counters.js';
import { readDue, type DueSchedule } from './due-schedule.js';
import type { StartDue } from './start-due.js';

/** Schedules that are worked at the same moment. */
const pageSize = 20;

/**
 * Every second: looks for schedules whose time has come. Each process looks by itself, since a time starts one run
 * however many processes start it. One that cannot be started now holds up no other, and is due again at the next look.
 */
export class ScheduleClock {
  #timer: NodeJS.Timeout | undefined;
  #isLooking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly redis: StateRedis,
    private readonly keys: RunKeys,
    private readonly starts: Pick<StartDue, 'work'>,
    private readonly clock: { now(): number | Promise<number> },
    private readonly everyMs: number,
    private readonly counters: Pick<TriggerCounters, 'count'>,
    private readonly logger: EngineLogger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => {
      this.#isLooking = this.#isLooking.then(() => this.#lookSafely());
    }, this.everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#isLooking;
  }

  /** One look, as of one moment: however long it takes, no time is missed by it. */
  async look(): Promise<void> {
    const now = await this.clock.now();
    for (let left = 0; ;) {
      const page = await this.redis.zrangebyscore(this.keys.schedules, 0, now, 'WITHSCORES', 'LIMIT', left, pageSize);
      const due = readDue(page);
      const isDone = await Promise.all(due.map((schedule) => this.#work(schedule, now)));
      left += isDone.filter((done) => !done).length;
      if (due.length < pageSize) return;
    }
  }

  async #lookSafely(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.logger.error({ err: error }, 'a look for due schedules failed; the next one tries again');
    }
  }

  async #work(due: DueSchedule, now: number): Promise<boolean> {
    try {
      return await this.starts.work(due, now);
    } catch (error) {
      this.counters.count('schedule', 'failed');
      this.logger.error({ ...due, err: error }, 'a schedule could not start its run; the next look tries again');
      return false;
    }
  }
}
