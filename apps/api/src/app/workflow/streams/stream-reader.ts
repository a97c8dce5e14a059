import { z } from 'zod';
import { retireConsumers } from './retire-consumers.js';
import type { StreamRedis } from './stream-redis.js';

/** An entry as it was handed to this consumer; `deliveries` counts this one. */
export interface Delivered {
  readonly entryId: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly deliveries: number;
}

const entriesSchema = z.array(z.tuple([z.string(), z.array(z.string()).nullable()]));
const readSchema = z.array(z.tuple([z.string(), entriesSchema])).nullable();
const claimSchema = z.tuple([z.string(), entriesSchema, z.array(z.string())]);
const pendingSchema = z.array(z.tuple([z.string(), z.string(), z.number(), z.number()]));

/** One consumer of the group on one stream. */
export class StreamReader {
  /** Where the look through what is owed goes on: one call sees a part of it. */
  #owedFrom = '0-0';

  constructor(
    private readonly redis: StreamRedis,
    private readonly at: { readonly stream: string; readonly group: string },
    private readonly consumer: string,
  ) {}

  /** Makes the group from the stream's beginning on; one that is there stays as it is. */
  async makeGroup(): Promise<void> {
    const { stream, group } = this.at;
    try {
      await this.redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('BUSYGROUP')) throw error;
    }
  }

  /** New entries, waiting at most `blockMs` for the first; `blocking` is a connection of its own for that. */
  async readNew(blocking: Pick<StreamRedis, 'call'>, count: number, blockMs: number): Promise<Delivered[]> {
    const { stream, group } = this.at;
    const block = blockMs > 0 ? ['BLOCK', blockMs] : [];
    const reader = ['GROUP', group, this.consumer, 'COUNT', count, ...block];
    const reply = readSchema.parse(await blocking.call('XREADGROUP', ...reader, 'STREAMS', stream, '>'));
    return (reply ?? []).flatMap(([, entries]) => entries.map(([id, fields]) => delivered(id, fields, 1)));
  }

  /**
   * Entries that were handed out and not ended for `idleMs`: of consumers that are gone, and those that failed. Looks
   * through them in turns; `isLast` with the turn that saw the last of them.
   */
  async takeOver(count: number, idleMs: number): Promise<{ entries: Delivered[]; isLast: boolean }> {
    const { stream, group } = this.at;
    const range = [stream, group, this.consumer, idleMs, this.#owedFrom, 'COUNT', count];
    const [next, claimed] = claimSchema.parse(await this.redis.call('XAUTOCLAIM', ...range));
    this.#owedFrom = next;
    const entries = claimed.map(async ([id, fields]) => delivered(id, fields, await this.deliveriesOf(id)));
    return { entries: await Promise.all(entries), isLast: next === '0-0' };
  }

  /** Ends an entry for this group: it is handed out no more. */
  async acknowledge(entryId: string): Promise<void> {
    const { stream, group } = this.at;
    await this.redis.call('XACK', stream, group, entryId);
  }

  /** Forgets consumers that owe nothing and have not read for `goneAfterMs`. */
  async retireOthers(goneAfterMs: number): Promise<void> {
    await retireConsumers(this.redis, this.at, goneAfterMs);
  }

  /** Leaves the group, unless this consumer still owes an entry. */
  async leave(goneAfterMs: number): Promise<void> {
    await retireConsumers(this.redis, this.at, goneAfterMs, this.consumer);
  }

  private async deliveriesOf(id: string): Promise<number> {
    const { stream, group } = this.at;
    const reply = await this.redis.call('XPENDING', stream, group, id, id, 1);
    return pendingSchema.parse(reply)[0]?.[3] ?? 1;
  }
}

function delivered(entryId: string, flat: readonly string[] | null, deliveries: number): Delivered {
  const fields: [string, string][] = [];
  for (let at = 0; at < (flat?.length ?? 0); at += 2) fields.push([flat?.[at] ?? '', flat?.[at + 1] ?? '']);
  return { entryId, fields: Object.fromEntries(fields), deliveries };
}
