import type { Backstage } from '../backstage.js';
import type { DeliveryAttempt, Parcel } from '../courier.js';
import type { InboundOptions } from '../inbound.js';
import type { Envelope, SignalHouseAccount } from './account.js';
import { signSignalHouse } from './signature.js';

const timeoutMs = 3000;
const staleMs = 3_600_000;

interface Destination {
  url: string;
  secret: string;
}

/** One signed webhook: 3 s to answer, tried again after a network error, 5xx or 429, never after another 4xx. */
export function signalHouseParcel(
  backstage: Backstage,
  destination: Destination,
  event: string,
  content: object,
  signature: InboundOptions['signature'] = 'valid',
): Parcel {
  const body = JSON.stringify(content);
  return {
    provider: 'signalHouse',
    event,
    url: destination.url,
    body,
    timeoutMs,
    retryMs: backstage.callbackRetryMs,
    retryOn: isRetried,
    headers: (deliveryId) => {
      const timestamp = String(backstage.clock() - (signature === 'stale' ? staleMs : 0));
      const secret = signature === 'wrong' ? `not ${destination.secret}` : destination.secret;
      const signed = {
        'x-signalhouse-signature': signSignalHouse(secret, timestamp, body),
        'x-signalhouse-timestamp': timestamp,
        'x-signalhouse-delivery-id': deliveryId,
      };
      return { 'content-type': 'application/json', ...(signature === 'missing' ? {} : signed) };
    },
  };
}

/** Logs the event and addresses it to the account's webhook and to every endpoint subscribed to it. */
export function announce(
  backstage: Backstage,
  account: SignalHouseAccount,
  envelope: Envelope,
  override: InboundOptions = {},
): Parcel[] {
  account.notify(envelope);
  const url = override.url ?? backstage.callbacks.signalHouseUrl;
  const secret = backstage.secrets.signalHouseWebhookSecret;
  const destinations: Destination[] = url === undefined ? [] : [{ url, secret }];
  if (override.url === undefined) {
    for (const endpoint of account.webhooks) {
      if (endpoint.subscribedEvents.length > 0 && !endpoint.subscribedEvents.includes(envelope.event)) continue;
      destinations.push({ url: endpoint.url, secret: endpoint.signingSecret });
    }
  }
  return destinations.map((destination) =>
    signalHouseParcel(backstage, destination, envelope.event, envelope, override.signature),
  );
}

function isRetried({ status }: DeliveryAttempt): boolean {
  return status === undefined || status === 429 || status >= 500;
}
