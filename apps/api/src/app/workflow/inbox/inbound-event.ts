import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JsonObject } from '@workflow/core';

const payloadSchema = z.record(z.string(), z.json()).transform((value) => value as JsonObject);

const eventSchema = z.object({
  id: z.string(),
  teamId: z.string(),
  provider: z.string(),
  name: z.string(),
  receivedAt: z.number().int().nonnegative(),
  payload: payloadSchema,
  consent: z.enum(['optOut', 'optIn']).optional(),
  delivery: z
    .object({
      to: z.string().optional(),
      sendKey: z.string().optional(),
      bodyHash: z.string().optional(),
      isOurs: z.boolean().optional(),
    })
    .optional(),
});

/**
 * One thing that happened outside, as every provider's webhook becomes. `payload` is what triggers see as `event`;
 * `consent` is what a message says about being contacted, by its words or by the provider's own reading; `delivery` are facts of a status callback that name the send it is about, beside the provider's id: the recipient,
 * the ledger key, the hash of the content, and whether the provider tells this of our own sends only.
 */
export type InboundEvent = z.infer<typeof eventSchema>;

/** An event before it is named: what a webhook has read. */
export interface ReadEvent extends Omit<InboundEvent, 'id' | 'teamId'> {
  /** What makes two deliveries the same event, within the provider and the team. */
  readonly identity: string;
  /** The provider's id of the delivery, when its repetitions share one. */
  readonly deliveryId?: string;
}

/** Reads an event as the stream holds it. @throws ZodError, SyntaxError */
export function parseEvent(text: string): InboundEvent {
  return eventSchema.parse(JSON.parse(text));
}

/** Names an event of a team: the same one gets the same id, however often and whenever it comes. */
export function nameEvent(teamId: string, read: ReadEvent): InboundEvent {
  const { identity, deliveryId: _, ...event } = read;
  const hash = createHash('sha256').update(JSON.stringify([teamId, event.provider, identity]));
  return { ...event, teamId, id: `evt_${hash.digest('hex').slice(0, 26)}` };
}
