import { Webhook } from 'standardwebhooks';
import type { RawDelivery } from '../raw-delivery.js';

const headers = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/**
 * Whether one of the secrets has signed the delivery within the last five minutes, by the Standard Webhooks
 * specification. Never throws: a secret that is no base64 signs nothing.
 */
export function isSignedByStandard(secrets: readonly string[], delivery: RawDelivery): boolean {
  const given = Object.fromEntries(headers.map((name) => [name, delivery.header(name)]));
  return secrets.some((secret) => {
    try {
      new Webhook(secret).verify(delivery.raw, given, { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  });
}
