import { field, type Fields } from '../wire.js';
import { partialError } from './errors.js';
import type { PhoneFacts } from './phone-facts.js';
import { addOns } from './phone-intel.js';

type Section = Record<string, unknown>;
type Nested = Record<'phone' | 'email' | 'address' | 'ip_address', Section>;

/**
 * Body of `GET /2.0/real_contact`: nested. A name that ends in `mismatch` belongs to none of the contact points.
 * Source: Trestle's reference, Real Contact 2.0.
 */
export function realContact2(query: Fields, facts: PhoneFacts, isPartial: boolean): Section {
  const wanted = addOns(query);
  const add: Section = {};
  if (wanted.includes('litigator_checks')) {
    add['litigator_checks'] = { phone_is_litigator_risk: isPartial ? null : facts.isLitigatorRisk };
  }
  const emailChecks = emailChecksOf(query, wanted);
  if (emailChecks !== undefined) add['email_checks'] = emailChecks;
  return {
    ...sections(query, facts, isPartial),
    add_ons: Object.keys(add).length > 0 ? add : null,
    warnings: warnings(query, facts),
    error: isPartial ? partialError : null,
    errors: isPartial ? [partialError] : [],
  };
}

/** Body of `GET /1.1/real_contact`: the same facts under flat dotted keys. Source: Trestle's reference, 1.1. */
export function realContact1(query: Fields, facts: PhoneFacts, isPartial: boolean): Section {
  const wanted = addOns(query);
  const flat = Object.entries(sections(query, facts, isPartial)).flatMap(([name, section]) =>
    Object.entries(section).map(([key, value]) => [`${name}.${key}`, value] as const),
  );
  const add: Section = {};
  if (wanted.includes('litigator_checks')) {
    add['litigator_checks'] = { 'phone.is_litigator_risk': isPartial ? null : facts.isLitigatorRisk };
  }
  const emailChecks = emailChecksOf(query, wanted);
  if (emailChecks !== undefined) {
    add['email_checks'] = Object.fromEntries(
      Object.entries(emailChecks).map(([key, value]) => [`email.${key}`, value]),
    );
  }
  return {
    ...Object.fromEntries(flat),
    add_ons: Object.keys(add).length > 0 ? add : null,
    warnings: warnings(query, facts),
    error: isPartial ? partialError : null,
  };
}

function sections(query: Fields, facts: PhoneFacts, isPartial: boolean): Nested {
  const name = field(query, 'name') ?? '';
  const email = field(query, 'email');
  const hasAddress = [...query.keys()].some((key) => key.startsWith('address.') || key.startsWith('address_'));
  const matches = (given: boolean) => (given && name !== '' && !isPartial ? !/mismatch$/i.test(name.trim()) : null);
  const hasEmail = email !== undefined && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email);
  return {
    phone: {
      is_valid: isPartial ? null : facts.isValid,
      activity_score: facts.activityScore,
      line_type: facts.lineType,
      name_match: matches(facts.isValid),
      contact_grade: facts.grade,
    },
    email: {
      is_valid: email === undefined ? null : hasEmail,
      name_match: matches(hasEmail),
      contact_grade: hasEmail ? 'B' : null,
    },
    address: { is_valid: hasAddress ? true : null, name_match: matches(hasAddress) },
    ip_address: { is_valid: null, trust_score: null },
  };
}

function emailChecksOf(query: Fields, wanted: readonly string[]): Section | undefined {
  const hasEmail = field(query, 'email') !== undefined;
  const checks: Section = {};
  if (wanted.includes('email_checks_deliverability')) checks['is_deliverable'] = hasEmail ? true : null;
  if (wanted.includes('email_checks_age')) checks['age_score'] = hasEmail ? 80 : null;
  return Object.keys(checks).length > 0 ? checks : undefined;
}

function warnings(query: Fields, facts: PhoneFacts): string[] {
  const missing = ['name', 'phone'].some((name) => (field(query, name) ?? '') === '');
  return [...(missing ? ['Missing Input'] : []), ...(facts.isValid ? [] : ['Invalid Input'])];
}
