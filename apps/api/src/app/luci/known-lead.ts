import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { TerminalError } from '../workflow/index.js';
import type { Lead } from './lead-directory.js';
import type { ResearchLeadInput } from './research-lead.schema.js';

/**
 * The lead of the directory with the caller's own knowledge on top.
 * @throws TerminalError NOT_FOUND when the directory has no such lead and the caller brings neither phone nor address
 */
export function knownLead(input: ResearchLeadInput, found: Lead | undefined): Lead {
  if (found === undefined && input.phone === undefined && input.address === undefined) {
    throw new TerminalError('NOT_FOUND', `There is no lead ${input.leadId}, and the inputs bring no phone or address`, {
      details: { leadId: input.leadId },
    });
  }
  const brought = Object.entries(input).filter(([, value]) => value !== undefined);
  return { ...found, ...(Object.fromEntries(brought) as ResearchLeadInput) };
}

/** First and last name; undefined when neither is known. */
export function fullName(lead: Pick<Lead, 'firstName' | 'lastName'>): string | undefined {
  const name = [lead.firstName, lead.lastName].filter((part) => part !== undefined && part !== '').join(' ');
  return name === '' ? undefined : name;
}

/** E.164 of a number as people write it, read as North American without a country code; undefined when it is none. */
export function toE164(phone: string): string | undefined {
  const parsed = parsePhoneNumberFromString(phone, 'US');
  return parsed?.isPossible() === true ? parsed.number : undefined;
}
