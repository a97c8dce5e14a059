import { z } from 'zod';
import type { JsonObject } from '@workflow/core';
import { hashOf } from '../../compliance/door/send-door.js';
import { UnusableBody } from '../delivery-body.js';
import { e164 } from '../phone-number.js';
import { present, reading, receivedMessage, type DeliveryFacts, type Reading } from '../reading.js';

const text = z.string().max(20_000);
const id = z.union([z.string().min(1).max(200), z.number().int().transform(String)]);
const number = z.union([z.string(), z.number().transform(String)]);

/** A message document as the webhooks nest it, with the older names beside. Everything may be absent. */
const documentSchema = z.looseObject({
  _id: id.optional().catch(undefined),
  messageId: id.optional().catch(undefined),
  message_id: id.optional().catch(undefined),
  status: text.optional().catch(undefined),
  errorCode: id.optional().catch(undefined),
  senderPhoneNumber: number.optional(),
  recipientPhoneNumber: z
    .union([
      number,
      z
        .array(number)
        .nonempty()
        .transform(([first]) => first),
    ])
    .optional(),
  from: number.optional(),
  to: number.optional(),
  messageBody: text.optional(),
  text: text.optional(),
  mediaUrls: z.array(text).optional().catch(undefined),
});

const envelopeSchema = documentSchema.extend({
  event: z.string().max(100).optional(),
  identifier: id.optional().catch(undefined),
  metaData: documentSchema.extend({ Message: documentSchema.optional() }).optional(),
});

type MessageDocument = z.infer<typeof documentSchema>;

/** Reads a webhook of SignalHouse v2, a status callback, or one under the names that its older endpoints use. */
export function readSignalHouse(facts: DeliveryFacts): Reading {
  const parsed = envelopeSchema.safeParse(facts.raw);
  if (!parsed.success) throw new UnusableBody(422, 'The body is not a webhook of SignalHouse.');
  const envelope = parsed.data;
  const document = envelope.metaData?.Message ?? envelope.metaData ?? envelope;
  const verb = verbOf(envelope.event, document.status ?? envelope.status);
  if (verb === undefined) return { kind: 'ignored' };

  const messageId = document.messageId ?? document._id ?? document.message_id ?? envelope.identifier;
  const from = document.senderPhoneNumber ?? document.from;
  const to = document.recipientPhoneNumber ?? document.to;
  if (messageId === undefined) throw new UnusableBody(422, 'The event names no message.');
  if (from === undefined || to === undefined) throw new UnusableBody(422, 'The event names no sender or recipient.');
  if (verb === 'received') {
    const media: JsonObject[] = (document.mediaUrls ?? []).map((url) => ({ url }));
    return receivedMessage({ messageId, from, to, text: bodyOf(document) ?? '', media }, facts);
  }
  const body = bodyOf(document);
  const delivery = {
    to: e164(to),
    // A body without an event name is the callback that the send itself asked for.
    isOurs: envelope.event === undefined,
    ...(body !== undefined && { bodyHash: hashOf(body) }),
  };
  const fields = present({ messageId, status: verb, errorCode: document.errorCode });
  const identity = `message:${messageId}:${verb}`;
  return reading('message.status', e164(from), fields, facts, { identity, delivery });
}

type Verb = 'received' | 'sent' | 'delivered' | 'failed';

/** What happened to a message; undefined for news of numbers, brands and campaigns, and for steps inside the provider. */
function verbOf(event: string | undefined, status: string | undefined): Verb | undefined {
  const written = event === undefined ? status : /^(?:MESSAGE|SMS|MMS)[_.](\w+)$/i.exec(event)?.[1];
  switch (written?.toUpperCase()) {
    case 'RECEIVED':
      return 'received';
    case 'SENT':
      return 'sent';
    case 'DELIVERED':
      return 'delivered';
    case 'FAILED':
      return 'failed';
    default:
      return undefined;
  }
}

function bodyOf({ messageBody, text: older }: MessageDocument): string | undefined {
  return messageBody ?? older;
}
