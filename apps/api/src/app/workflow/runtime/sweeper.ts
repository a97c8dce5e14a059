import { randomUUID } from 'node:crypto';
import { parseRunMember, type RunKeys } from '../state/run-keys.js';
import { redisNow } from '../state/redis-now.js';
import type { RunStore } from '../state/run-store.js';
import type { StateRedis } from '../state/state-redis.js';
import type { EngineLogger } from './engine-logger.js';
import { runJobOf } from './run-job.js';
import type { WorkflowQueues } from './workflow-queues.js';

export interface SweeperOptions {
  /** Milliseconds between two looks for runs without a root. */
  readonly everyMs: number;
  /** A run younger than this may still be between its state and its first job. */
  readonly minAgeMs: number;
}

export const defaultSweeper: SweeperOptions = { everyMs: 15_000, minAgeMs: 30_000 };

/** Runs are looked at in pages, so that ten thousand active ones never make one long command. */
const pageSize = 500;

/**
 * Re-drives runs whose root job does not exist: their starter died between writing the run and adding its jobs. Adds the
 * root alone, which finds and heals the rest; with children a step could run twice. One process leads at a time.
 */
export class Sweeper {
  readonly #id = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #isSweeping: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly trims: { trim(): Promise<number> },
    private readonly slots: { sweep(): Promise<void> },
    private readonly options: SweeperOptions,
    private readonly logger: EngineLogger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => {
      this.#isSweeping = this.#isSweeping.then(() => this.#lead());
    }, this.options.everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#isSweeping;
  }

  /** One look at every active run that is old enough; gives how many roots were added. */
  async sweep(): Promise<number> {
    const { redis, keys } = this.store;
    const oldest = (await redisNow(redis)) - this.options.minAgeMs;
    let added = 0;
    for (let offset = 0; ; offset += pageSize) {
      const members = await redis.zrangebyscore(keys.active, '-inf', oldest, 'LIMIT', offset, pageSize);
      for (const member of await this.#withoutParkedRoot(redis, members)) {
        added += (await this.#redrive(redis, keys, member)) ? 1 : 0;
      }
      if (members.length < pageSize) return added;
    }
  }

  /** Nearly every root is parked: one command tells so for a page, and ten thousand runs that wait cost next to nothing. */
  async #withoutParkedRoot(redis: StateRedis, members: readonly string[]): Promise<string[]> {
    if (members.length === 0) return [];
    const runIds = members.map((member) => parseRunMember(member).runId);
    const scores = await redis.zmscore(this.queues.parkedRoots, ...runIds);
    return members.filter((_, place) => scores[place] === null);
  }

  async #redrive(redis: StateRedis, keys: RunKeys, member: string): Promise<boolean> {
    const { teamId, runId } = parseRunMember(member);
    if ((await this.queues.root.getJob(runId)) !== undefined) return false;
    const record = await this.store.read(teamId, runId);
    if (record === undefined) {
      await redis.zrem(keys.active, member);
      return false;
    }
    const run = runJobOf(record);
    this.logger.warn({ ...run }, 'a run without a root job is driven again');
    await this.queues.addTree(run, []);
    return true;
  }

  async #lead(): Promise<void> {
    const { redis, keys } = this.store;
    try {
      const lease = this.options.everyMs * 2;
      const taken = await redis.set(keys.leader, this.#id, 'PX', lease, 'NX');
      if (taken === null) {
        if ((await redis.get(keys.leader)) !== this.#id) return;
        await redis.pexpire(keys.leader, lease);
      }
      await this.sweep();
      await this.slots.sweep();
      await this.trims.trim();
    } catch (error) {
      this.logger.error({ err: error }, 'a sweep failed; the next one tries again');
    }
  }
}
