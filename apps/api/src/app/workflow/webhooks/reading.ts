import type { Json, JsonObject } from '@workflow/core';
import { consentWord } from '../compliance/suppression/opt-out-words.js';
import type { ReadEvent } from '../inbox/inbound-event.js';
import { e164 } from './phone-number.js';

/** What a webhook made of a signed body. */
export type Reading =
  | { readonly kind: 'event'; readonly teamNumber: string; readonly event: ReadEvent }
  /** Understood, and nothing that anybody waits for. */
  | { readonly kind: 'ignored' };

/** Facts of a delivery that do not stand in its body. */
export interface DeliveryFacts {
  readonly provider: string;
  readonly raw: JsonObject;
  /** Milliseconds. */
  readonly receivedAt: number;
  readonly deliveryId?: string;
}

/** A message that came in, as every provider brings it. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly media: readonly JsonObject[];
  /** The provider's own reading of the message, where it has one. */
  readonly consent?: 'optOut' | 'optIn';
}

/** `message.received`, or `opt_out` in its place: a message is one event. */
export function receivedMessage(message: ReceivedMessage, facts: DeliveryFacts): Reading {
  const { messageId, text, media } = message;
  const [from, to] = [e164(message.from), e164(message.to)];
  const word = consentWord(text);
  const consent = message.consent ?? (word === 'help' ? undefined : word);
  const fields: JsonObject = consent === 'optOut' ? { from, to, text } : { messageId, from, to, text, media };
  const name = consent === 'optOut' ? 'opt_out' : 'message.received';
  return reading(name, to, fields, facts, { identity: `message:${messageId}`, ...(consent && { consent }) });
}

/** An event with the fields that each has, and its own. */
export function reading(
  name: string,
  teamNumber: string,
  fields: JsonObject,
  { provider, raw, receivedAt, deliveryId }: DeliveryFacts,
  rest: Pick<ReadEvent, 'identity' | 'delivery' | 'consent'>,
): Reading {
  const at = new Date(receivedAt).toISOString();
  const payload = { provider, teamNumber, receivedAt: at, ...present(fields), raw };
  return { kind: 'event', teamNumber, event: { provider, name, receivedAt, payload, deliveryId, ...rest } };
}

/** Without the fields that are undefined. */
export function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined));
}
