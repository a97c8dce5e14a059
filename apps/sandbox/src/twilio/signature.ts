import { createHmac } from 'node:crypto';
import type { Fields } from '../wire.js';

/**
 * Value of `X-Twilio-Signature` for a form webhook: base64 HMAC-SHA1, keyed with the account's auth token, over the
 * full URL followed by every name and value, names in ascending order, a name's values de-duplicated and sorted.
 * Source: Twilio's page on webhook security.
 */
export function signTwilio(authToken: string, url: string, fields: Fields): string {
  const names = [...fields.keys()].sort();
  const pairs = names.flatMap((name) => [...new Set(fields.get(name))].sort().map((value) => name + value));
  return createHmac('sha1', authToken)
    .update(url + pairs.join(''))
    .digest('base64');
}
