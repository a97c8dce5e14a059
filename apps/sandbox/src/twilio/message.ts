import { rfc2822 } from '../clock.js';
import { segmentCount } from '../segments.js';
import { apiVersion } from './api-version.js';

export type MessageStatus =
  | 'accepted'
  | 'scheduled'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'canceled'
  | 'received';

/** A message as the sandbox keeps it; times in milliseconds. */
export interface MessageRecord {
  sid: string;
  accountSid: string;
  to: string;
  from: string | undefined;
  messagingServiceSid: string | undefined;
  body: string;
  mediaCount: number;
  direction: 'outbound-api' | 'inbound';
  status: MessageStatus;
  errorCode: number | undefined;
  createdAt: number;
  updatedAt: number;
  sentAt: number | undefined;
}

/** The resource as Twilio shows it; source: Message resource of the REST API 2010-04-01. */
export function shownMessage(message: MessageRecord) {
  const uri = `/${apiVersion}/Accounts/${message.accountSid}/Messages/${message.sid}`;
  return {
    sid: message.sid,
    account_sid: message.accountSid,
    body: message.body,
    num_segments: String(segmentCount(message.body)),
    num_media: String(message.mediaCount),
    direction: message.direction,
    from: message.from ?? null,
    to: message.to,
    status: message.status,
    messaging_service_sid: message.messagingServiceSid ?? null,
    error_code: message.errorCode ?? null,
    error_message: message.errorCode === undefined ? null : (deliveryErrors[message.errorCode] ?? 'Unknown error'),
    price: null,
    price_unit: 'USD',
    api_version: apiVersion,
    date_created: rfc2822(message.createdAt),
    date_updated: rfc2822(message.updatedAt),
    date_sent: message.sentAt === undefined ? null : rfc2822(message.sentAt),
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

const deliveryErrors: Record<number, string> = {
  30003: 'Unreachable destination handset',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
};

/** Statuses after which nothing moves any more. */
export function isMessageOver(status: MessageStatus): boolean {
  return ['delivered', 'undelivered', 'failed', 'canceled', 'received'].includes(status);
}
