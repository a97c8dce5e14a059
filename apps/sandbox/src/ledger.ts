import type { Clock } from './clock.js';

export type ProviderName = 'signalHouse' | 'twilio' | 'tracerfy' | 'trestle' | 'openai';
export type EffectKind = 'sms' | 'call' | 'lookup' | 'generation';

/** One effect or paid call as the provider saw it. `accepted` false means that nothing was done and nothing is owed. */
export interface LedgerEntry {
  /** 1 for the first entry of this sandbox; never reused, not even after `clear`. */
  readonly seq: number;
  /** ISO time. */
  readonly at: string;
  readonly provider: ProviderName;
  readonly kind: EffectKind;
  readonly accepted: boolean;
  /** Idempotency key header of the request. */
  readonly key?: string;
  readonly to?: string;
  readonly from?: string;
  readonly body?: string;
  /** Id the provider gave to the message, call, queue, lookup or answer. */
  readonly providerId?: string;
  /** Why it was not accepted, or which fault was played on the way back. */
  readonly note?: string;
  /** Method, path and fields of the request, without credentials. */
  readonly request: string;
}

/**
 * What the providers did. An entry is appended before the answer leaves, so that an accepted call whose answer
 * was lost is still here: this is what proves "sent once".
 */
export class Ledger {
  #entries: LedgerEntry[] = [];
  #seq = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  append(entry: Omit<LedgerEntry, 'seq' | 'at'>): LedgerEntry {
    this.#seq += 1;
    const written = { seq: this.#seq, at: new Date(this.#clock()).toISOString(), ...entry };
    this.#entries.push(written);
    return written;
  }

  /** Every entry in order of arrival. */
  entries(): LedgerEntry[] {
    return [...this.#entries];
  }

  /** Accepted text messages and calls: what a person would have received. */
  sends(): LedgerEntry[] {
    return this.#entries.filter((entry) => entry.accepted && (entry.kind === 'sms' || entry.kind === 'call'));
  }

  /** Accepted entries for each idempotency key; entries without a key are not counted. */
  countByKey(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const entry of this.#entries) {
      if (entry.accepted && entry.key !== undefined) counts[entry.key] = (counts[entry.key] ?? 0) + 1;
    }
    return counts;
  }

  clear(): void {
    this.#entries = [];
  }
}
