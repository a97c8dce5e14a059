import { z } from 'zod';
import { loadScript, type ScriptRunner } from '../state/script.js';
import type { InboundEvent } from './inbound-event.js';

/** 7 days: longer than any provider repeats a delivery. */
export const rememberedMs = 7 * 24 * 60 * 60 * 1000;

export interface AcceptKeys {
  readonly stream: string;
  /** By these the event is known again; one name stands twice. */
  readonly names: readonly [string, string];
  readonly record: string;
}

const script = loadScript(new URL('./accept-event.lua', import.meta.url), 4);
const replySchema = z.tuple([z.union([z.literal(0), z.literal(1)]), z.string()]);

/** Atomic: the event is in the stream once, under whichever of its names it comes. */
export async function acceptEvent(
  redis: ScriptRunner,
  keys: AcceptKeys,
  event: InboundEvent,
  mostEntries?: number,
): Promise<{ readonly isNew: boolean; readonly eventId: string }> {
  const [isNew, eventId] = replySchema.parse(
    await script.run(
      redis,
      [keys.stream, ...keys.names, keys.record],
      [rememberedMs, event.id, JSON.stringify(event), mostEntries ?? '', event.receivedAt, event.provider, event.name],
    ),
  );
  return { isNew: isNew === 1, eventId };
}
