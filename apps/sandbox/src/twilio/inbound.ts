import { randomUUID } from 'node:crypto';
import type { Backstage } from '../backstage.js';
import type { Parcel } from '../courier.js';
import { deliverInbound, urlFor, type InboundOptions, type InboundResult } from '../inbound.js';
import { segmentCount } from '../segments.js';
import { newSid, type TwilioAccount } from './account.js';
import { apiVersion } from './api-version.js';
import { callFields, type CallRecord } from './call.js';
import type { MessageRecord } from './message.js';
import { twilioParcel } from './webhook.js';

/** A text from a person to one of our numbers. Numbers in E.164. `extra` adds or replaces webhook fields. */
export interface TwilioInboundSms {
  from: string;
  to: string;
  body: string;
  mediaUrls?: string[];
  extra?: Record<string, string>;
}

/** A call from a person to one of our numbers. Numbers in E.164. */
export interface TwilioInboundCall {
  from: string;
  to: string;
  extra?: Record<string, string>;
}

const geo = (side: 'From' | 'To') => ({
  [`${side}City`]: 'NEW YORK',
  [`${side}State`]: 'NY',
  [`${side}Zip`]: '10001',
  [`${side}Country`]: 'US',
});

/** Sends the "a message comes in" webhook; STOP and START also carry OptOutType. */
export async function receiveTwilioSms(
  backstage: Backstage,
  account: TwilioAccount,
  inbound: TwilioInboundSms | TwilioInboundSms[],
  options: InboundOptions = {},
): Promise<InboundResult> {
  const url = urlFor(backstage.callbacks.twilioSmsUrl, options, 'twilioSmsUrl');
  const messages = [inbound].flat().map((text) => ({ text, record: storedMessage(backstage, account, text) }));
  const parcels = messages.map(({ text, record }): Parcel => {
    const word = text.body.trim().toUpperCase();
    const media = text.mediaUrls ?? [];
    const values = {
      MessageSid: record.sid,
      SmsSid: record.sid,
      SmsMessageSid: record.sid,
      AccountSid: account.sid,
      From: text.from,
      To: text.to,
      Body: text.body,
      NumMedia: String(media.length),
      NumSegments: String(segmentCount(text.body)),
      ...Object.fromEntries(media.map((link, index) => [`MediaUrl${index}`, link])),
      ...Object.fromEntries(media.map((_, index) => [`MediaContentType${index}`, 'image/jpeg'])),
      ...geo('From'),
      ...geo('To'),
      SmsStatus: 'received',
      ApiVersion: apiVersion,
      OptOutType: ['STOP', 'START', 'HELP'].includes(word) ? word : undefined,
      ...text.extra,
    };
    return { ...twilioParcel(backstage, url, 'inbound sms', values, options.signature), id: randomUUID() };
  });
  return deliverInbound(
    backstage,
    parcels,
    messages.map(({ record }) => record.sid),
    options,
  );
}

/** Sends the "a call comes in" webhook; the answer (TwiML) is in the delivery. */
export async function receiveTwilioCall(
  backstage: Backstage,
  account: TwilioAccount,
  inbound: TwilioInboundCall | TwilioInboundCall[],
  options: InboundOptions = {},
): Promise<InboundResult> {
  const url = urlFor(backstage.callbacks.twilioVoiceUrl, options, 'twilioVoiceUrl');
  const calls = [inbound].flat().map((caller) => ({ caller, record: storedCall(backstage, account, caller) }));
  const parcels = calls.map(({ caller, record }): Parcel => {
    const values = { ...callFields(record), ...geo('From'), ...geo('To'), ...caller.extra };
    return { ...twilioParcel(backstage, url, 'inbound call', values, options.signature), id: randomUUID() };
  });
  return deliverInbound(
    backstage,
    parcels,
    calls.map(({ record }) => record.sid),
    options,
  );
}

function storedMessage(backstage: Backstage, account: TwilioAccount, text: TwilioInboundSms): MessageRecord {
  const now = backstage.clock();
  const record: MessageRecord = {
    sid: newSid('SM'),
    accountSid: account.sid,
    to: text.to,
    from: text.from,
    messagingServiceSid: undefined,
    body: text.body,
    mediaCount: text.mediaUrls?.length ?? 0,
    direction: 'inbound',
    status: 'received',
    errorCode: undefined,
    createdAt: now,
    updatedAt: now,
    sentAt: now,
  };
  account.messages.push(record);
  return record;
}

function storedCall(backstage: Backstage, account: TwilioAccount, caller: TwilioInboundCall): CallRecord {
  const now = backstage.clock();
  const record: CallRecord = {
    sid: newSid('CA'),
    accountSid: account.sid,
    phoneNumberSid: newSid('PN'),
    to: caller.to,
    from: caller.from,
    direction: 'inbound',
    status: 'ringing',
    answeredBy: undefined,
    createdAt: now,
    updatedAt: now,
    startedAt: undefined,
    endedAt: undefined,
  };
  account.calls.push(record);
  return record;
}
