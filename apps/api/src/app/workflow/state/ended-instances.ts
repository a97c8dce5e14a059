import { RunRecord } from './run-record.js';
import type { RunStore } from './run-store.js';

/** Instances that are read at once. */
const pageSize = 500;

/** The state of ended instances of containers, which is put away beside the run so that the run stays small. */
export class EndedInstances {
  constructor(private readonly store: RunStore) {}

  /** The steps of these instances as they ended, each like a run of its own; undefined for one that is not put away. */
  async read(teamId: string, runId: string, instances: readonly string[]): Promise<(RunRecord | undefined)[]> {
    if (instances.length === 0) return [];
    const { redis, keys, codec } = this.store;
    const found = await redis.hmget(keys.instances(teamId, runId), ...instances);
    return found.map((kept) => (kept === null ? undefined : new RunRecord(teamId, runId, fieldsOf(kept), codec)));
  }

  /** The step of a path as it ended inside an instance that is put away; undefined where none of its instances is. */
  async ofStep(teamId: string, runId: string, path: string): Promise<RunRecord | undefined> {
    const parts = path.split('.').slice(0, -1);
    const around = parts.map((_, at) => parts.slice(0, at + 1).join('.')).toReversed();
    const found = await this.read(teamId, runId, around);
    return found.find((record) => record !== undefined && record.raw(`s:${path}`) !== '');
  }

  /** Paths of the steps inside whose output lies under a key of its own. */
  async largeOutputs(teamId: string, runId: string): Promise<string[]> {
    const large: string[] = [];
    for await (const ended of this.each(teamId, runId)) large.push(...ended.largeOutputs());
    return large;
  }

  /** Every one of a run, in no order. */
  async *each(teamId: string, runId: string): AsyncGenerator<RunRecord> {
    for await (const kept of this.#each(teamId, runId)) yield new RunRecord(teamId, runId, kept, this.store.codec);
  }

  /** Writes everything that was put away back into the run: a rollback goes over all that has completed. Repeatable. */
  async bringBack(teamId: string, runId: string): Promise<void> {
    const { redis, keys } = this.store;
    for await (const kept of this.#each(teamId, runId)) await redis.hset(keys.run(teamId, runId), kept);
  }

  async *#each(teamId: string, runId: string): AsyncGenerator<Record<string, string>> {
    let cursor = '0';
    do {
      const key = this.store.keys.instances(teamId, runId);
      const [next, page] = await this.store.redis.hscan(key, cursor, 'COUNT', pageSize);
      for (const [at, kept] of page.entries()) if (at % 2 === 1) yield fieldsOf(kept);
      cursor = next;
    } while (cursor !== '0');
  }
}

function fieldsOf(kept: string): Record<string, string> {
  return JSON.parse(kept) as Record<string, string>;
}
