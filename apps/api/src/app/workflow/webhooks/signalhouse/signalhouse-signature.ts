import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RawDelivery } from '../raw-delivery.js';

/** How far a delivery's own time may be from ours; our choice, the provider's document names none. */
const toleranceMs = 5 * 60 * 1000;

export interface SignalHouseSecrets {
  readonly secrets: readonly string[];
  readonly tokens: readonly string[];
}

/**
 * Whether SignalHouse sent it, by its webhook document: `X-SignalHouse-Signature` is the lower-case hex HMAC-SHA256 over
 * `X-SignalHouse-Timestamp` (milliseconds), a dot and the raw body. A delivery without a signature may bring a static
 * token instead (Bearer, `X-Webhook-Token` or `?token=`), where the operator has configured one.
 */
export function isFromSignalHouse(
  delivery: RawDelivery,
  { secrets, tokens }: SignalHouseSecrets,
  now: number,
): boolean {
  const signature = delivery.header('x-signalhouse-signature');
  if (signature === '') return tokens.some((token) => token !== '' && areEqual(tokenOf(delivery), token));
  const timestamp = delivery.header('x-signalhouse-timestamp');
  if (!/^\d{10,16}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > toleranceMs) return false;
  return secrets.some((secret) => secret !== '' && areEqual(signature, sign(secret, timestamp, delivery.raw)));
}

function sign(secret: string, timestamp: string, raw: Buffer): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest('hex');
}

function tokenOf(delivery: RawDelivery): string {
  const [, bearer] = /^Bearer (\S+)$/i.exec(delivery.header('authorization')) ?? [];
  const query = new URL(delivery.path, 'http://localhost').searchParams.get('token');
  return bearer ?? (delivery.header('x-webhook-token') || (query ?? ''));
}

/** Constant time, whatever the lengths. */
function areEqual(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
