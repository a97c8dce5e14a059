import { EndedInstances } from '../state/ended-instances.js';
import { parseRunMember } from '../state/run-keys.js';
import type { RunStore } from '../state/run-store.js';
import { trimRun } from '../state/scripts/trim-run.js';
import type { EngineLogger } from './engine-logger.js';

export interface Retention {
  /** Days that a finished run is kept. */
  readonly days: number;
  /** Bytes that finished runs may take together; the oldest go first. */
  readonly bytes: number;
}

/** Until runs are archived outside Redis: a week, and a quarter of a GiB. */
export const defaultRetention: Retention = { days: 7, bytes: 268_435_456 };

const dayMs = 86_400_000;
/** An idempotency key must be remembered for a day at the least, whatever the bound of bytes says. */
const minAgeMs = dayMs;
/** Runs trimmed in one sweep: what is left is taken by the next. */
const pageSize = 500;

/** Forgets finished runs by age and by bytes, so that Redis does not fill with them. */
export class TrimRuns {
  constructor(
    private readonly store: RunStore,
    private readonly retention: Retention,
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /** Gives how many runs were forgotten. */
  async trim(): Promise<number> {
    const { redis, keys } = this.store;
    const now = this.clock.now();
    let trimmed = 0;
    const old = await redis.zrangebyscore(
      keys.finished,
      '-inf',
      now - this.retention.days * dayMs,
      'LIMIT',
      0,
      pageSize,
    );
    for (const member of old) trimmed += await this.#forget(member);
    while (trimmed < pageSize && (await this.#bytes()) > this.retention.bytes) {
      const [oldest, endedAt] = await redis.zrange(keys.finished, 0, 0, 'WITHSCORES');
      if (oldest === undefined || Number(endedAt) > now - minAgeMs) break;
      trimmed += await this.#forget(oldest);
    }
    if (trimmed > 0) this.logger.info({ trimmed }, 'finished runs were forgotten');
    return trimmed;
  }

  async #bytes(): Promise<number> {
    return Number((await this.store.redis.hget(this.store.keys.finishedBytes, 'total')) ?? 0);
  }

  async #forget(member: string): Promise<number> {
    const { teamId, runId } = parseRunMember(member);
    const record = await this.store.read(teamId, runId);
    const { status = 'completed', workflowId = '' } = record ?? {};
    const { redis, keys } = this.store;
    const large = [
      ...(record?.largeOutputs() ?? []),
      ...(await new EndedInstances(this.store).largeOutputs(teamId, runId)),
    ];
    if (large.length > 0) await redis.unlink(...large.map((id) => keys.output(teamId, runId, id)));
    await redis.unlink(keys.items(teamId, runId), keys.results(teamId, runId), keys.instances(teamId, runId));
    await trimRun(this.store.redis, this.store.keys, { teamId, runId, status, workflowId });
    return 1;
  }
}
