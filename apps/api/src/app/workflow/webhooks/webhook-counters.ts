import { Counter, Registry } from 'prom-client';
import type { InboxCount, InboxCounter } from '../inbox/inbox-handler.js';

/** What became of webhook deliveries in this process, for `/metrics`. */
export class WebhookCounters implements InboxCounter {
  readonly registry = new Registry();
  readonly #events = new Counter({
    name: 'workflow_webhook_events_total',
    help: 'Webhook deliveries and inbox events, by provider and what became of them.',
    labelNames: ['provider', 'outcome'],
    registers: [this.registry],
  });

  count(what: InboxCount, { provider }: { readonly provider: string }): void {
    this.#events.inc({ provider, outcome: what });
  }
}
