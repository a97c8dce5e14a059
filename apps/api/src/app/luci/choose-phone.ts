import type { TracedPerson } from './clients/tracerfy.schema.js';
import { toE164 } from './known-lead.js';
import type { Lead } from './lead-directory.js';

/** The person of a trace who is taken for the lead, and the number to reach them at. */
export interface ChosenPhone {
  readonly person: TracedPerson;
  /** E.164; null when no number of theirs can be read. */
  readonly phone: string | null;
  readonly dnc: boolean;
  /** True when the name is the lead's, or the lead has none and the person owns the property. */
  readonly isOwner: boolean;
}

/** Takes the person with the lead's name, else the owner, else the first; of their numbers a mobile off every list. */
export function choosePhone(persons: readonly TracedPerson[], lead: Lead): ChosenPhone | undefined {
  const named = persons.find((person) => hasNameOf(person, lead));
  const person = named ?? persons.find((each) => each.property_owner === true) ?? persons[0];
  if (person === undefined) return undefined;
  const isOwner = named !== undefined || (lead.lastName === undefined && person.property_owner === true);
  const [best] = person.phones
    .map((phone) => ({ number: toE164(phone.number), listed: phone.dnc === true || phone.tcpa === true, phone }))
    .filter((each) => each.number !== undefined)
    .sort(
      (a, b) => Number(a.listed) - Number(b.listed) || mobileFirst(a.phone, b.phone) || rank(a.phone) - rank(b.phone),
    );
  return { person, phone: best?.number ?? null, dnc: best?.listed ?? false, isOwner };
}

type Phone = TracedPerson['phones'][number];

function mobileFirst(a: Phone, b: Phone): number {
  return Number(isMobile(b)) - Number(isMobile(a));
}

function isMobile(phone: Phone): boolean {
  return /mobile|wireless|cell/i.test(phone.type ?? '');
}

function rank(phone: Phone): number {
  return phone.rank ?? Number.MAX_SAFE_INTEGER;
}

function hasNameOf(person: TracedPerson, lead: Lead): boolean {
  if (lead.lastName === undefined || !sameWord(person.last_name, lead.lastName)) return false;
  return lead.firstName === undefined || sameWord(person.first_name, lead.firstName);
}

function sameWord(a: string | null | undefined, b: string): boolean {
  return (a ?? '').trim().toLowerCase() === b.trim().toLowerCase();
}
