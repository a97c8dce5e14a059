import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { CallContext } from '../../../lib/http/call-context.js';
import { callProvider } from '../../../lib/http/call-provider.js';
import { providerText } from '../../../lib/http/provider-text.js';
import { RetryableError } from '../../workflow/index.js';
import type { Grade, LeadAddress, LineType } from '../research-lead.schema.js';
import { TRESTLE_OPTIONS, trestlePrices, type LookupOptions } from './lookup.options.js';
import { readAnswer } from './read-answer.js';
import { phoneIntelAnswer, realContactAnswer } from './trestle.schema.js';

/** Whether a number lives, and on which kind of line. */
export interface PhoneIntel {
  readonly isValid: boolean;
  readonly activityScore: number | null;
  readonly lineType: LineType | null;
  readonly costUsd: number;
}

/** Whether a number is a person's own. */
export interface RealContact {
  readonly nameMatch: boolean | null;
  readonly grade: Grade | null;
  readonly litigator: boolean;
  readonly costUsd: number;
}

/** Thin client of Trestle, written after the vendor's reference pages. Both calls are GETs and safe to repeat. */
@Injectable()
export class TrestleClient {
  constructor(@Inject(TRESTLE_OPTIONS) private readonly options: LookupOptions) {}

  get isSandbox(): boolean {
    return this.options.isSandbox;
  }

  /**
   * Scores one number (E.164).
   * @throws RetryableError PROVIDER_UNAVAILABLE when the answer is partial and lacks the score of a valid number;
   *   else as `readAnswer`
   */
  async phoneIntel(phone: string, context: CallContext): Promise<PhoneIntel> {
    const answer = await this.get('/3.0/phone_intel', { phone }, phoneIntelAnswer, context);
    const isValid = answer.is_valid ?? null;
    const score = answer.activity_score ?? null;
    if (answer.error && (isValid === null || (isValid && score === null)))
      throw this.partial('phone_intel', answer.error);
    const costUsd = this.price('phone_intel');
    return { isValid: isValid === true, activityScore: score, lineType: answer.line_type ?? null, costUsd };
  }

  /**
   * Matches one number (E.164) with a name.
   * @throws RetryableError PROVIDER_UNAVAILABLE when the answer is partial and lacks the grade; else as `readAnswer`
   */
  async realContact(
    contact: { readonly phone: string; readonly name: string; readonly email?: string; readonly address?: LeadAddress },
    context: CallContext,
  ): Promise<RealContact> {
    const { phone, name, email, address } = contact;
    const query: Record<string, string> = { phone, name, add_ons: 'litigator_checks' };
    if (email !== undefined) query['email'] = email;
    if (address !== undefined) {
      query['address.street_line_1'] = address.street;
      query['address.city'] = address.city;
      query['address.state_code'] = address.state;
      if (address.zip !== undefined) query['address.postal_code'] = address.zip;
    }
    const answer = await this.get('/2.0/real_contact', query, realContactAnswer, context);
    const grade = answer.phone?.contact_grade ?? null;
    if (answer.error && grade === null) throw this.partial('real_contact', answer.error);
    return {
      nameMatch: answer.phone?.name_match ?? null,
      grade,
      litigator: answer.add_ons?.litigator_checks?.phone_is_litigator_risk === true,
      costUsd: this.price('real_contact'),
    };
  }

  private async get<T>(
    path: string,
    query: Record<string, string>,
    schema: z.ZodType<T>,
    context: CallContext,
  ): Promise<T> {
    const url = new URL(this.options.baseUrl.replace(/\/$/, '') + path);
    url.search = new URLSearchParams(query).toString();
    const headers = { accept: 'application/json', 'x-api-key': this.options.apiKey };
    const { timeoutMs, apiKey } = this.options;
    const reply = await callProvider(
      { provider: 'Trestle', endpoint: `GET ${path}`, method: 'GET', url, headers, timeoutMs },
      context,
    );
    return readAnswer(reply, { provider: 'Trestle', schema, now: context.now(), secrets: [apiKey] });
  }

  /** A 200 whose `error` says that a part is missing. */
  private partial(endpoint: string, error: { message?: string | null | undefined }): RetryableError {
    const said = providerText(error.message, [this.options.apiKey]);
    return new RetryableError('PROVIDER_UNAVAILABLE', `Trestle answered ${endpoint} in part: ${said}`);
  }

  private price(endpoint: keyof typeof trestlePrices): number {
    return this.options.prices?.[endpoint] ?? trestlePrices[endpoint];
  }
}
