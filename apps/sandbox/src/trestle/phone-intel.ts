import { fingerprint } from '../fingerprint.js';
import { toE164 } from '../phone-number.js';
import { field, type Fields } from '../wire.js';
import { partialError } from './errors.js';
import type { PhoneFacts } from './phone-facts.js';

/** Body of `GET /3.0/phone_intel`; source: Trestle's reference, Phone Validation 3.0. */
export function phoneIntel(query: Fields, facts: PhoneFacts, isPartial: boolean): Record<string, unknown> {
  const phone = field(query, 'phone') ?? '';
  return {
    id: `Phone.${fingerprint(toE164(phone)).slice(0, 32)}`,
    phone_number: phone,
    is_valid: isPartial ? null : facts.isValid,
    activity_score: facts.activityScore,
    country_calling_code: facts.isValid ? '1' : null,
    country_code: facts.isValid ? 'US' : null,
    country_name: facts.isValid ? 'United States' : null,
    line_type: facts.lineType,
    carrier: facts.carrier,
    is_prepaid: facts.isPrepaid,
    add_ons: addOns(query).includes('litigator_checks')
      ? { litigator_checks: { phone_is_litigator_risk: isPartial ? null : facts.isLitigatorRisk } }
      : null,
    error: isPartial ? partialError : null,
    warnings: facts.isValid ? [] : ['Invalid Input'],
  };
}

/** Names in the `add_ons` parameter, which is comma-separated. */
export function addOns(query: Fields): string[] {
  return query.get('add_ons')?.flatMap((value) => value.split(',')) ?? [];
}
