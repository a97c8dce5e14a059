import { z } from 'zod';
import type { StreamRedis } from '../streams/stream-redis.js';
import { acceptEvent } from './accept-event.js';
import { mostDead } from './bury-event.js';
import { nameEvent, type InboundEvent, type ReadEvent } from './inbound-event.js';
import type { EventNote } from './inbox-handler.js';
import type { InboxKeys } from './inbox-keys.js';

/** What the inbox needs of a Redis client. */
export interface InboxRedis extends StreamRedis {
  hgetall(key: string): Promise<Record<string, string>>;
}

/** Entries of the unrouted stream that are kept, the newest. */
const mostUnrouted = 1_000;
/** Bytes of an unusable body that are kept. */
const mostKept = 16 * 1024;
/** Stands for the team of events that have none; no team is called so, since team ids hold no blank. */
const nobody = ' nobody';

const noteSchema = z.object({
  code: z.string(),
  message: z.string(),
  workflowId: z.string().optional(),
  runId: z.string().optional(),
});

const recordSchema = z.object({
  state: z.enum(['received', 'processed', 'dead']),
  provider: z.string(),
  name: z.string(),
  receivedAt: z.coerce.number(),
  endedAt: z.coerce.number().optional(),
  reason: z.string().optional(),
  notes: z
    .string()
    .default('[]')
    .transform((text) => z.array(noteSchema).parse(JSON.parse(text)) as readonly EventNote[]),
});

/** What became of an event. Times are milliseconds. */
export type EventRecord = z.infer<typeof recordSchema>;

export interface Accepted {
  readonly isNew: boolean;
  /** The event under the id that it is known by. */
  readonly event: InboundEvent;
}

/** What webhooks brought, stored once before they are answered. Each write is one script or one command. */
export class Inbox {
  constructor(
    private readonly redis: InboxRedis,
    private readonly keys: InboxKeys,
  ) {}

  /** Durable when this resolves, as far as Redis is. A repetition is known for 7 days, by either of its names. */
  async accept(teamId: string, read: ReadEvent): Promise<Accepted> {
    return this.add(teamId, read, this.keys.events(this.keys.shardOf(teamId)));
  }

  /** Keeps an event to a number that no team has, for a person to look at; nothing else becomes of it. */
  async acceptUnrouted(read: ReadEvent): Promise<Accepted> {
    return this.add(nobody, read, this.keys.unrouted(this.keys.shardOf(nobody)), mostUnrouted);
  }

  /** Keeps what was signed and cannot be used, with the reason. */
  async keepDead(refused: { provider: string; reason: string; at: number; body: Buffer }): Promise<void> {
    const { provider, reason, at, body } = refused;
    const kept = body.subarray(0, mostKept).toString('base64');
    const stream = this.keys.dead(this.keys.shardOf(nobody));
    const fields = ['at', at, 'reason', reason, 'provider', provider, 'body', kept];
    await this.redis.call('XADD', stream, 'MAXLEN', '~', mostDead, '*', ...fields);
  }

  /** What became of an event of the team, within 7 days. */
  async find(teamId: string, eventId: string): Promise<EventRecord | undefined> {
    const fields = await this.redis.hgetall(this.keys.record(teamId, eventId));
    return Object.keys(fields).length === 0 ? undefined : recordSchema.parse(fields);
  }

  private async add(teamId: string, read: ReadEvent, stream: string, most?: number): Promise<Accepted> {
    const event = nameEvent(teamId, read);
    const identity = this.keys.seen(teamId, `${read.provider}:${read.identity}`);
    const delivery = read.deliveryId;
    const name = delivery === undefined ? identity : this.keys.seen(teamId, `${read.provider}:delivery:${delivery}`);
    const keys = { stream, names: [identity, name] as const, record: this.keys.record(teamId, event.id) };
    const { isNew, eventId } = await acceptEvent(this.redis, keys, event, most);
    return { isNew, event: { ...event, id: eventId } };
  }
}
