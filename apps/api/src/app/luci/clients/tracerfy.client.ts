import { Inject, Injectable } from '@nestjs/common';
import type { CallContext } from '../../../lib/http/call-context.js';
import { callProvider } from '../../../lib/http/call-provider.js';
import type { LeadAddress } from '../research-lead.schema.js';
import { TRACERFY_OPTIONS, tracerfyPrices, type LookupOptions } from './lookup.options.js';
import { readAnswer } from './read-answer.js';
import { lookupAnswer, type TracedPerson } from './tracerfy.schema.js';

/** Who lives at an address or owns it. */
export interface Trace {
  /** Empty on a miss. */
  readonly persons: readonly TracedPerson[];
  readonly costUsd: number;
}

/** Thin client of Tracerfy's instant trace, written after the vendor's API documentation. */
@Injectable()
export class TracerfyClient {
  constructor(@Inject(TRACERFY_OPTIONS) private readonly options: LookupOptions) {}

  get isSandbox(): boolean {
    return this.options.isSandbox;
  }

  /**
   * Looks one address up, by the person's name when both parts are known, else by owner. Costs credits on a hit; a
   * call that timed out may have cost them too.
   * @throws TerminalError, RetryableError as `readAnswer` does
   */
  async lookup(
    search: { readonly address: LeadAddress; readonly firstName?: string; readonly lastName?: string },
    context: CallContext,
  ): Promise<Trace> {
    const { address, firstName, lastName } = search;
    const isNamed = firstName !== undefined && lastName !== undefined;
    const reply = await callProvider(
      {
        provider: 'Tracerfy',
        endpoint: 'POST /trace/lookup/',
        method: 'POST',
        url: new URL(`${this.options.baseUrl.replace(/\/$/, '')}/trace/lookup/`),
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          authorization: `Bearer ${this.options.apiKey}`,
        },
        body: JSON.stringify({
          address: address.street,
          city: address.city,
          state: address.state,
          ...(address.zip === undefined ? {} : { zip: address.zip }),
          ...(isNamed ? { find_owner: false, first_name: firstName, last_name: lastName } : { find_owner: true }),
        }),
        timeoutMs: this.options.timeoutMs,
      },
      context,
    );
    const secrets = [this.options.apiKey];
    const answer = readAnswer(reply, { provider: 'Tracerfy', schema: lookupAnswer, now: context.now(), secrets });
    const price = this.options.prices?.['credit'] ?? tracerfyPrices.credit;
    return { persons: answer.hit ? (answer.persons ?? []) : [], costUsd: (answer.credits_deducted ?? 0) * price };
  }
}
