import { randomBytes } from 'node:crypto';
import type { Answer } from '../operation.js';
import type { SignalHouseAccount, WebhookEndpoint } from './account.js';
import { signalHouseError } from './errors.js';

/** `POST /webhook`: the answer holds the signing secret, and no later one does. */
export function createEndpoint(account: SignalHouseAccount, body: Record<string, unknown> | undefined): Answer {
  const url = body?.['url'];
  if (typeof url !== 'string' || !URL.canParse(url)) return signalHouseError(400, 'url must be a URL');
  const endpoint: WebhookEndpoint = {
    _id: randomBytes(12).toString('hex'),
    url,
    subscribedEvents: eventsOf(body),
    signingSecret: `whsec_sandbox_${randomBytes(16).toString('hex')}`,
  };
  account.webhooks.push(endpoint);
  return { status: 201, body: { ...shown(endpoint), signingSecret: endpoint.signingSecret } };
}

/** `GET /webhook`. */
export function listEndpoints(account: SignalHouseAccount): Answer {
  return { status: 200, body: { webhooks: account.webhooks.map(shown) } };
}

/** `PUT /webhook/:id`: url and subscribedEvents; the secret stays. */
export function changeEndpoint(
  account: SignalHouseAccount,
  id: string,
  body: Record<string, unknown> | undefined,
): Answer {
  const endpoint = account.webhooks.find(({ _id }) => _id === id);
  if (endpoint === undefined) return signalHouseError(404);
  if (typeof body?.['url'] === 'string') endpoint.url = body['url'];
  if (body?.['subscribedEvents'] !== undefined) endpoint.subscribedEvents = eventsOf(body);
  return { status: 200, body: shown(endpoint) };
}

/** `DELETE /webhook/:id`. */
export function deleteEndpoint(account: SignalHouseAccount, id: string): Answer {
  const index = account.webhooks.findIndex(({ _id }) => _id === id);
  if (index < 0) return signalHouseError(404);
  account.webhooks.splice(index, 1);
  return { status: 200, body: { deleted: true } };
}

function eventsOf(body: Record<string, unknown> | undefined): string[] {
  const events = body?.['subscribedEvents'];
  return Array.isArray(events) ? events.filter((event): event is string => typeof event === 'string') : [];
}

function shown({ _id, url, subscribedEvents }: WebhookEndpoint) {
  return { _id, url, subscribedEvents, hasSigningSecret: true };
}
