import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.js';
import type { ProviderName } from './ledger.js';
import type { Scheduler } from './scheduler.js';

/** One try to hand over a webhook. */
export interface DeliveryAttempt {
  /** ISO time. */
  at: string;
  status?: number;
  /** Start of the receiver's answer. */
  answer?: string;
  error?: string;
}

/** A webhook the sandbox sent, with every try. */
export interface Delivery {
  id: string;
  provider: ProviderName;
  event: string;
  url: string;
  body: string;
  headers: Record<string, string>;
  /** True once the receiver answered 2xx. */
  delivered: boolean;
  attempts: DeliveryAttempt[];
}

/** A webhook to send. `headers` is asked anew for each try, since a signature may cover the time. */
export interface Parcel {
  /** Given when several deliveries are one and the same to the receiver; otherwise a new id each. */
  id?: string;
  provider: ProviderName;
  event: string;
  url: string;
  body: string;
  headers: (deliveryId: string) => Record<string, string>;
  /** Milliseconds before the second, third, … try. */
  retryMs: readonly number[];
  timeoutMs: number;
  /** Which failures are tried again. */
  retryOn: (attempt: DeliveryAttempt) => boolean;
}

const keptAnswer = 10_000;

/** Sends the webhooks of all providers and remembers them. */
export class Courier {
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  #deliveries: Delivery[] = [];

  constructor(clock: Clock, scheduler: Scheduler) {
    this.#clock = clock;
    this.#scheduler = scheduler;
  }

  /** Every webhook since the start, oldest first. */
  deliveries(): Delivery[] {
    return [...this.#deliveries];
  }

  /** Tries until the receiver takes it or the tries are used up; never rejects. */
  deliver(parcel: Parcel): Promise<Delivery> {
    return this.#scheduler.track(this.#deliver(parcel));
  }

  async #deliver(parcel: Parcel): Promise<Delivery> {
    const { provider, event, url, body } = parcel;
    const id = parcel.id ?? randomUUID();
    const delivery: Delivery = { id, provider, event, url, body, headers: {}, delivered: false, attempts: [] };
    this.#deliveries.push(delivery);
    for (const pause of [0, ...parcel.retryMs]) {
      if (pause > 0 && !(await this.#scheduler.wait(pause))) break;
      delivery.headers = parcel.headers(id);
      const attempt = await this.#attempt(delivery, parcel.timeoutMs);
      delivery.attempts.push(attempt);
      delivery.delivered = attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300;
      if (delivery.delivered || !parcel.retryOn(attempt)) break;
    }
    return delivery;
  }

  async #attempt(delivery: Delivery, timeoutMs: number): Promise<DeliveryAttempt> {
    const at = new Date(this.#clock()).toISOString();
    try {
      const answer = await fetch(delivery.url, {
        method: 'POST',
        headers: delivery.headers,
        body: delivery.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { at, status: answer.status, answer: (await answer.text()).slice(0, keptAnswer) };
    } catch (error) {
      return { at, error: error instanceof Error ? error.message : String(error) };
    }
  }
}
