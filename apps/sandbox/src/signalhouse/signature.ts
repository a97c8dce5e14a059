import { createHmac } from 'node:crypto';

/**
 * Value of `X-SignalHouse-Signature`: bare lower-case hex HMAC-SHA256, keyed with the endpoint's signing secret,
 * over the `X-SignalHouse-Timestamp` (milliseconds), a dot and the raw body.
 * Source: SignalHouse's webhook documentation, signed endpoints since September 2026.
 */
export function signSignalHouse(secret: string, timestamp: string, rawBody: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${rawBody}`).digest('hex');
}
