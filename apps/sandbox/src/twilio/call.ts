import { rfc2822 } from '../clock.js';
import { apiVersion } from './api-version.js';

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled';

/** A call as the sandbox keeps it; times in milliseconds. */
export interface CallRecord {
  sid: string;
  accountSid: string;
  phoneNumberSid: string;
  to: string;
  from: string;
  direction: 'outbound-api' | 'inbound';
  status: CallStatus;
  answeredBy: string | undefined;
  createdAt: number;
  updatedAt: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
}

/** The resource as Twilio shows it; source: Call resource of the REST API 2010-04-01. */
export function shownCall(call: CallRecord) {
  const uri = `/${apiVersion}/Accounts/${call.accountSid}/Calls/${call.sid}`;
  const subresources = ['Notifications', 'Recordings', 'Payments', 'Events', 'Siprec', 'Streams', 'Transcriptions'];
  return {
    sid: call.sid,
    account_sid: call.accountSid,
    to: call.to,
    from: call.from,
    to_formatted: formatted(call.to),
    from_formatted: formatted(call.from),
    phone_number_sid: call.phoneNumberSid,
    parent_call_sid: null,
    status: call.status,
    start_time: call.startedAt === undefined ? null : rfc2822(call.startedAt),
    end_time: call.endedAt === undefined ? null : rfc2822(call.endedAt),
    duration: call.endedAt === undefined ? null : String(callSeconds(call)),
    price: null,
    price_unit: 'USD',
    direction: call.direction,
    answered_by: call.answeredBy ?? null,
    forwarded_from: null,
    caller_name: null,
    group_sid: null,
    trunk_sid: null,
    queue_time: '0',
    annotation: null,
    api_version: apiVersion,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    uri: `${uri}.json`,
    subresource_uris: Object.fromEntries(subresources.map((name) => [name.toLowerCase(), `${uri}/${name}.json`])),
  };
}

/** Seconds from answer to end; 0 for a call nobody answered. */
export function callSeconds(call: CallRecord): number {
  if (call.startedAt === undefined || call.endedAt === undefined) return 0;
  return Math.ceil((call.endedAt - call.startedAt) / 1000);
}

/** Statuses after which nothing moves any more. */
export function isCallOver(status: CallStatus): boolean {
  return ['completed', 'busy', 'failed', 'no-answer', 'canceled'].includes(status);
}

/** Moves the call and its times; `now` in milliseconds. */
export function moveCall(call: CallRecord, status: CallStatus, now: number): void {
  call.status = status;
  call.updatedAt = now;
  if (status === 'in-progress') call.startedAt = now;
  if (isCallOver(status)) call.endedAt = now;
}

/** Fields that every call webhook carries. */
export function callFields(call: CallRecord, status: string = call.status): Record<string, string | undefined> {
  return {
    CallSid: call.sid,
    AccountSid: call.accountSid,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
    CallStatus: status,
    Direction: call.direction,
    ApiVersion: apiVersion,
  };
}

function formatted(number: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts === null ? number : `(${parts[1]}) ${parts[2]}-${parts[3]}`;
}
