import type { Backstage } from '../backstage.js';
import type { Parcel } from '../courier.js';
import type { Fault } from '../fault.js';
import type { Performed } from '../operation.js';
import { progress } from '../progress.js';
import { field, type Fields } from '../wire.js';
import { newSid, type TwilioAccount } from './account.js';
import { apiVersion } from './api-version.js';
import { twilioError } from './errors.js';
import { isMessageOver, shownMessage, type MessageRecord, type MessageStatus } from './message.js';
import { twilioModeOf, type TwilioMode } from './modes.js';
import { twilioParcel } from './webhook.js';

/** `POST Messages.json`: checks, stores and starts the message on its way. */
export function sendMessage(
  backstage: Backstage,
  account: TwilioAccount,
  form: Fields,
  fault: Fault<string> | undefined,
): Performed {
  const to = field(form, 'To');
  const from = field(form, 'From');
  const body = field(form, 'Body');
  const mode = twilioModeOf(fault);
  const refusal = refusalOf(form, mode);
  if (refusal !== undefined) {
    return { answer: refusal, effects: [{ to, from, body, accepted: false, note: mode ?? 'bad request' }] };
  }
  const mediaCount = form.get('MediaUrl')?.length ?? 0;
  const now = backstage.clock();
  const isScheduled = field(form, 'ScheduleType') === 'fixed';
  const message: MessageRecord = {
    sid: newSid(mediaCount > 0 ? 'MM' : 'SM'),
    accountSid: account.sid,
    to: to ?? '',
    from,
    messagingServiceSid: field(form, 'MessagingServiceSid'),
    body: body ?? '',
    mediaCount,
    direction: 'outbound-api',
    status: isScheduled ? 'scheduled' : from === undefined ? 'accepted' : 'queued',
    errorCode: undefined,
    createdAt: now,
    updatedAt: now,
    sentAt: undefined,
  };
  account.messages.push(message);
  const shown = shownMessage(message);
  if (!isScheduled) {
    const url = field(form, 'StatusCallback') ?? backstage.callbacks.twilioSmsStatusUrl;
    advance(backstage, message, mode, url);
  }
  return {
    answer: { status: 201, body: shown },
    effects: [{ to, from: from ?? message.messagingServiceSid, body, providerId: message.sid, accepted: true }],
  };
}

function refusalOf(form: Fields, mode: TwilioMode | undefined) {
  const to = field(form, 'To');
  const has = (...names: string[]) => names.some((name) => (field(form, name) ?? '') !== '');
  if (!has('To')) return twilioError(400, 21604, "A 'To' phone number is required.");
  if (mode === 'invalidTo' || !/^(?:whatsapp:)?\+[1-9]\d{6,14}$/.test(to ?? '')) {
    return twilioError(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  }
  if (!has('From', 'MessagingServiceSid')) return twilioError(400, 21603, "A 'From' phone number is required.");
  if (!has('Body', 'MediaUrl', 'ContentSid')) return twilioError(400, 21602, 'Message body is required.');
  if ((field(form, 'Body') ?? '').length > 1600) {
    return twilioError(400, 21617, 'The concatenated message body exceeds the 1600 character limit.');
  }
  if (field(form, 'ScheduleType') === 'fixed' && !has('MessagingServiceSid')) {
    return twilioError(400, 35118, 'MessagingServiceSid is required to schedule a message');
  }
  if (mode === 'optOut') return twilioError(400, 21610, 'Attempt to send to unsubscribed recipient');
  return undefined;
}

/** sending is passed over on the way from sent to an end, as Twilio mostly does not report it. */
function advance(backstage: Backstage, message: MessageRecord, mode: TwilioMode | undefined, url: string | undefined) {
  const errorCode = mode === 'undelivered' ? 30003 : mode === 'filtered' ? 30007 : undefined;
  const end: MessageStatus = errorCode === undefined ? 'delivered' : 'undelivered';
  const statuses: MessageStatus[] = mode === 'silent' ? ['sent'] : ['sent', end];
  const step = (status: MessageStatus) => (): Parcel[] | undefined => {
    if (isMessageOver(message.status)) return undefined;
    message.status = status;
    message.updatedAt = backstage.clock();
    if (status === 'sent') message.sentAt = message.updatedAt;
    if (status === 'undelivered') message.errorCode = errorCode;
    return url === undefined ? [] : [twilioParcel(backstage, url, `message ${status}`, statusFields(message))];
  };
  progress(backstage, backstage.knobs.of('twilio'), statuses.map(step));
}

function statusFields(message: MessageRecord): Record<string, string | undefined> {
  return {
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    AccountSid: message.accountSid,
    From: message.from,
    To: message.to,
    MessagingServiceSid: message.messagingServiceSid,
    ApiVersion: apiVersion,
    ErrorCode: message.errorCode === undefined ? undefined : String(message.errorCode),
  };
}
