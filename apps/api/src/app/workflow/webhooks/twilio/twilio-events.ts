import { z } from 'zod';
import type { JsonObject } from '@workflow/core';
import { UnusableBody } from '../delivery-body.js';
import { e164 } from '../phone-number.js';
import { present, reading, receivedMessage, type DeliveryFacts, type Reading } from '../reading.js';

/** Where a callback came in: Twilio says by its URL what it is. */
export type TwilioHook = 'sms' | 'smsStatus' | 'voice' | 'voiceStatus';

/** Facts of a Twilio delivery: `sendKey` is the `send` of the callback's URL, which Twilio has signed. */
export interface TwilioFacts extends DeliveryFacts {
  readonly sendKey?: string;
}

const sid = z.string().min(1).max(64);
const field = z.string().max(20_000);
const optional = field.optional().catch(undefined);
const addressed = { From: field, To: field };

const smsSchema = z.looseObject({
  MessageSid: sid,
  ...addressed,
  Body: field.default(''),
  NumMedia: optional,
  OptOutType: optional,
});
const smsStatusSchema = z.looseObject({ MessageSid: sid, ...addressed, MessageStatus: field, ErrorCode: optional });
const voiceSchema = z.looseObject({ CallSid: sid, ...addressed, Direction: optional });
const voiceStatusSchema = z.looseObject({
  CallSid: sid,
  ...addressed,
  CallStatus: field,
  Direction: optional,
  SequenceNumber: optional,
  AnsweredBy: optional,
  CallDuration: optional,
});

/** Reads a form of Twilio's, by the fields of "Messaging webhooks" and "Voice webhooks". @throws UnusableBody */
export function readTwilio(hook: TwilioHook, facts: TwilioFacts): Reading {
  switch (hook) {
    case 'sms':
      return readSms(parse(smsSchema, facts.raw), facts);
    case 'smsStatus':
      return readSmsStatus(parse(smsStatusSchema, facts.raw), facts);
    case 'voice':
      return readVoice(parse(voiceSchema, facts.raw), facts);
    case 'voiceStatus':
      // The answering-machine callback brings neither a status nor the numbers: nobody could say whose it is.
      if (!('CallStatus' in facts.raw)) return { kind: 'ignored' };
      return readVoiceStatus(parse(voiceStatusSchema, facts.raw), facts);
    default:
      return hook satisfies never;
  }
}

function readSms(form: z.infer<typeof smsSchema>, facts: TwilioFacts): Reading {
  const { MessageSid: messageId, From: from, To: to, Body: text, OptOutType } = form;
  const consent = OptOutType === 'STOP' ? 'optOut' : OptOutType === 'START' ? 'optIn' : undefined;
  return receivedMessage({ messageId, from, to, text, media: mediaOf(form, facts.raw), consent }, facts);
}

function readSmsStatus(form: z.infer<typeof smsStatusSchema>, facts: TwilioFacts): Reading {
  const status = messageStatus(form.MessageStatus);
  if (status === undefined) return { kind: 'ignored' };
  const fields = present({ messageId: form.MessageSid, status, errorCode: form.ErrorCode });
  const delivery = { to: e164(form.To), isOurs: true, ...(facts.sendKey !== undefined && { sendKey: facts.sendKey }) };
  const identity = `message:${form.MessageSid}:${status}`;
  return reading('message.status', e164(form.From), fields, facts, { identity, delivery });
}

function readVoice(form: z.infer<typeof voiceSchema>, facts: TwilioFacts): Reading {
  // The instructions of a call that we made are asked for by the same hook.
  if (isOutbound(form.Direction)) return { kind: 'ignored' };
  const [from, to] = [e164(form.From), e164(form.To)];
  const identity = `call:${form.CallSid}:received`;
  return reading('call.received', to, { callId: form.CallSid, from, to }, facts, { identity });
}

function readVoiceStatus(form: z.infer<typeof voiceStatusSchema>, facts: TwilioFacts): Reading {
  const [from, to] = [e164(form.From), e164(form.To)];
  const isOurs = isOutbound(form.Direction);
  const seconds = Number(form.CallDuration);
  const fields = present({
    callId: form.CallSid,
    from,
    to,
    status: form.CallStatus,
    answeredBy: form.AnsweredBy,
    durationS: form.CallDuration !== undefined && Number.isFinite(seconds) ? seconds : undefined,
  });
  const identity = `call:${form.CallSid}:${form.SequenceNumber ?? form.CallStatus}`;
  const delivery = { to, isOurs, ...(facts.sendKey !== undefined && { sendKey: facts.sendKey }) };
  return reading('call.status', isOurs ? from : to, fields, facts, isOurs ? { identity, delivery } : { identity });
}

function parse<T>(schema: z.ZodType<T>, raw: JsonObject): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new UnusableBody(422, `The form lacks, or has twice: ${fields.slice(0, 200)}.`);
}

/** The three steps that are told, out of the statuses of "Message resource". */
function messageStatus(written: string): 'sent' | 'delivered' | 'failed' | undefined {
  switch (written) {
    case 'sent':
    case 'partially_delivered':
      return 'sent';
    case 'delivered':
    case 'read':
      return 'delivered';
    case 'undelivered':
    case 'failed':
    case 'canceled':
      return 'failed';
    default:
      return undefined;
  }
}

function isOutbound(direction: string | undefined): boolean {
  return direction?.startsWith('outbound') === true;
}

/** Messages carry at most ten media. */
const mostMedia = 10;

function mediaOf({ NumMedia }: { NumMedia?: string }, raw: JsonObject): JsonObject[] {
  const count = Math.min(Number(NumMedia ?? 0) || 0, mostMedia);
  return Array.from({ length: count }, (_, index) =>
    present({ url: raw[`MediaUrl${index}`], contentType: raw[`MediaContentType${index}`] }),
  );
}
