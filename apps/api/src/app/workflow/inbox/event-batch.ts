import { buryEvent } from './bury-event.js';
import { finishEvent } from './finish-event.js';
import { parseEvent, type InboundEvent } from './inbound-event.js';
import type { EventNote, InboxCounter, InboxHandler, InboxLogger } from './inbox-handler.js';
import type { InboxKeys } from './inbox-keys.js';
import type { ScriptRunner } from '../state/script.js';
import type { Delivered } from '../streams/stream-reader.js';
import { withLimit } from '../streams/with-limit.js';

export interface BatchOptions {
  readonly shard: number;
  readonly group: string;
  /** Deliveries after which an event is dead. */
  readonly mostDeliveries: number;
  /** Milliseconds that one handler may take over one event. */
  readonly handlerTimeoutMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** An entry that could be read, with what its handlers noted so far. */
interface InWork {
  readonly entry: Delivered;
  readonly event: InboundEvent;
  readonly notes: EventNote[];
}

/** Takes entries through the handlers, in their order, and ends each: processed, dead, or left to be tried again. */
export class EventBatch {
  constructor(
    private readonly redis: ScriptRunner,
    private readonly keys: InboxKeys,
    private readonly handlers: readonly InboxHandler[],
    private readonly counter: InboxCounter,
    private readonly logger: InboxLogger,
    private readonly options: BatchOptions,
  ) {}

  /** Urgent handlers see the whole batch first, so that no slow start holds up an opt-out behind it. */
  async process(batch: readonly Delivered[]): Promise<void> {
    const inWork = (await Promise.all(batch.map((entry) => this.open(entry)))).filter((work) => work !== undefined);
    const urgent = this.handlers.filter((handler) => handler.isUrgent === true);
    const others = this.handlers.filter((handler) => handler.isUrgent !== true);
    const ready: InWork[] = [];
    for (const work of inWork) if (await this.pass(work, urgent)) ready.push(work);
    await Promise.all(
      ready.map(async (work) => {
        if (await this.pass(work, others)) await this.finish(work);
      }),
    );
  }

  private async open(entry: Delivered): Promise<InWork | undefined> {
    const { deliveries } = entry;
    let event: InboundEvent;
    try {
      event = parseEvent(entry.fields['event'] ?? '');
    } catch {
      await this.bury(entry, undefined, 'The entry is not an event.');
      return undefined;
    }
    if (deliveries > this.options.mostDeliveries) {
      await this.bury(entry, event, `Its processing was cut off on each of ${deliveries - 1} deliveries.`);
      return undefined;
    }
    return { entry, event, notes: [] };
  }

  /** True when every handler has had its say. */
  private async pass({ entry, event, notes }: InWork, handlers: readonly InboxHandler[]): Promise<boolean> {
    for (const handler of handlers) {
      try {
        notes.push(...(await withLimit(handler.handle(event), this.options.handlerTimeoutMs)));
      } catch (error) {
        const about = { err: error, eventId: event.id, teamId: event.teamId, deliveries: entry.deliveries };
        this.logger.warn({ ...about, handler: handler.name }, 'An event could not be processed.');
        this.counter.count('failed', event);
        if (entry.deliveries >= this.options.mostDeliveries) {
          await this.bury(entry, event, `${handler.name}: ${error instanceof Error ? error.message : 'failed'}`);
        }
        return false;
      }
    }
    return true;
  }

  private async finish({ entry, event, notes }: InWork): Promise<void> {
    const keys = { stream: this.keys.events(this.options.shard), record: this.keys.record(event.teamId, event.id) };
    const end = { now: this.options.now(), notes };
    if (await finishEvent(this.redis, keys, { group: this.options.group, entryId: entry.entryId }, end)) {
      this.counter.count('processed', event);
    }
  }

  private async bury(entry: Delivered, event: InboundEvent | undefined, reason: string): Promise<void> {
    const { shard } = this.options;
    const record = this.keys.record(event?.teamId ?? '', event?.id ?? '');
    const keys = { stream: this.keys.events(shard), record, dead: this.keys.dead(shard) };
    const end = { now: this.options.now(), reason };
    if (!(await buryEvent(this.redis, keys, { group: this.options.group, ...entry }, end))) return;
    const provider = event?.provider ?? 'unknown';
    this.counter.count('dead', { provider });
    this.logger.error({ eventId: event?.id, teamId: event?.teamId, reason }, 'An event was given up.');
  }
}
