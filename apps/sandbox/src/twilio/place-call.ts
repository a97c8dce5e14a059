import type { Backstage } from '../backstage.js';
import type { Fault } from '../fault.js';
import type { Performed } from '../operation.js';
import { field, type Fields } from '../wire.js';
import { newSid, type TwilioAccount } from './account.js';
import { runCall } from './call-progress.js';
import { shownCall, type CallRecord } from './call.js';
import { twilioError } from './errors.js';
import { twilioModeOf, type TwilioMode } from './modes.js';

/** `POST Calls.json`: checks, stores and starts the call. */
export function placeCall(
  backstage: Backstage,
  account: TwilioAccount,
  form: Fields,
  fault: Fault<string> | undefined,
): Performed {
  const to = field(form, 'To') ?? '';
  const from = field(form, 'From') ?? '';
  const mode = twilioModeOf(fault);
  const refusal = refusalOf(form, mode);
  if (refusal !== undefined) {
    return { answer: refusal, effects: [{ to, from, accepted: false, note: mode ?? 'bad request' }] };
  }
  const now = backstage.clock();
  const call: CallRecord = {
    sid: newSid('CA'),
    accountSid: account.sid,
    phoneNumberSid: newSid('PN'),
    to,
    from,
    direction: 'outbound-api',
    status: 'queued',
    answeredBy: undefined,
    createdAt: now,
    updatedAt: now,
    startedAt: undefined,
    endedAt: undefined,
  };
  account.calls.push(call);
  const shown = shownCall(call);
  runCall(backstage, { call, form, mode });
  const body = field(form, 'Twiml') ?? field(form, 'Url');
  return {
    answer: { status: 201, body: shown },
    effects: [{ to, from, body, providerId: call.sid, accepted: true }],
  };
}

function refusalOf(form: Fields, mode: TwilioMode | undefined) {
  const to = field(form, 'To') ?? '';
  const has = (...names: string[]) => names.some((name) => (field(form, name) ?? '') !== '');
  if (to === '') return twilioError(400, 21201, "No 'To' number is specified");
  if (mode === 'invalidTo' || !/^(?:\+[1-9]\d{6,14}|sip:.+|client:.+)$/.test(to)) {
    return twilioError(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  }
  if (!has('From')) return twilioError(400, 21213, "Caller phone number is required ('From')");
  if (!has('Url', 'Twiml', 'ApplicationSid')) return twilioError(400, 21205, 'Url parameter is required.');
  const url = field(form, 'Url');
  if (url !== undefined && !URL.canParse(url)) return twilioError(400, 21205, `Url is not a valid URL: ${url}`);
  if (field(form, 'AsyncAmd') === 'true' && !has('AsyncAmdStatusCallback')) {
    return twilioError(400, 21262, 'AsyncAmdStatusCallback is required when AsyncAmd is enabled');
  }
  return undefined;
}
