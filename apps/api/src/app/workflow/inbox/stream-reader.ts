import { z } from 'zod';
import type { InboxRedis } from './inbox.js';

/** An entry as it was handed to this consumer; `deliveries` counts this one. */
export interface Delivered {
  readonly entryId: string;
  readonly text: string;
  readonly deliveries: number;
}

const entriesSchema = z.array(z.tuple([z.string(), z.array(z.string()).nullable()]));
const readSchema = z.array(z.tuple([z.string(), entriesSchema])).nullable();
const claimSchema = z.tuple([z.string(), entriesSchema, z.array(z.string())]);
const pendingSchema = z.array(z.tuple([z.string(), z.string(), z.number(), z.number()]));

/** One consumer of the group on one stream. */
export class StreamReader {
  constructor(
    private readonly redis: InboxRedis,
    private readonly stream: string,
    private readonly group: string,
    private readonly consumer: string,
  ) {}

  /** Makes the group from the stream's beginning on; one that is there stays as it is. */
  async makeGroup(): Promise<void> {
    try {
      await this.redis.call('XGROUP', 'CREATE', this.stream, this.group, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('BUSYGROUP')) throw error;
    }
  }

  /** New entries, waiting at most `blockMs` for the first; `blocking` is a connection of its own for that. */
  async readNew(blocking: Pick<InboxRedis, 'call'>, count: number, blockMs: number): Promise<Delivered[]> {
    const block = blockMs > 0 ? ['BLOCK', blockMs] : [];
    const group = ['GROUP', this.group, this.consumer, 'COUNT', count, ...block];
    const reply = readSchema.parse(await blocking.call('XREADGROUP', ...group, 'STREAMS', this.stream, '>'));
    return (reply ?? []).flatMap(([, entries]) => entries.map(([id, fields]) => delivered(id, fields, 1)));
  }

  /** Entries that were handed out and not ended for `idleMs`: of consumers that are gone, and those that failed. */
  async takeOver(count: number, idleMs: number): Promise<Delivered[]> {
    const range = [this.stream, this.group, this.consumer, idleMs, '0-0', 'COUNT', count];
    const [, entries] = claimSchema.parse(await this.redis.call('XAUTOCLAIM', ...range));
    return Promise.all(entries.map(async ([id, fields]) => delivered(id, fields, await this.deliveriesOf(id))));
  }

  private async deliveriesOf(id: string): Promise<number> {
    const reply = await this.redis.call('XPENDING', this.stream, this.group, id, id, 1);
    return pendingSchema.parse(reply)[0]?.[3] ?? 1;
  }
}

function delivered(entryId: string, fields: readonly string[] | null, deliveries: number): Delivered {
  const at = fields?.indexOf('event') ?? -1;
  return { entryId, text: at < 0 ? '' : (fields?.[at + 1] ?? ''), deliveries };
}
