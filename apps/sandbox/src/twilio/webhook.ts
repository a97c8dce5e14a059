import type { Backstage } from '../backstage.js';
import type { Parcel } from '../courier.js';
import type { InboundOptions } from '../inbound.js';
import { signTwilio } from './signature.js';

const timeoutMs = 15_000;

/** One signed form webhook. Absent values are left out. Twilio tries once more after a failed connection. */
export function twilioParcel(
  backstage: Backstage,
  url: string,
  event: string,
  values: Record<string, string | undefined>,
  signature: InboundOptions['signature'] = 'valid',
): Parcel {
  const form = new URLSearchParams();
  const fields = new Map<string, string[]>();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    form.set(name, value);
    fields.set(name, [value]);
  }
  const token = backstage.secrets.twilioAuthToken;
  const signed = signTwilio(signature === 'wrong' ? `not ${token}` : token, url, fields);
  return {
    provider: 'twilio',
    event,
    url,
    body: form.toString(),
    timeoutMs,
    retryMs: backstage.callbackRetryMs.slice(0, 1),
    retryOn: ({ status }) => status === undefined,
    headers: () => ({
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      ...(signature === 'missing' ? {} : { 'x-twilio-signature': signed }),
    }),
  };
}
