import { pick } from '../fingerprint.js';
import { digitsOf } from '../phone-number.js';
import type { TracerfyMode } from './modes.js';

/** What is known of a person when asking. */
export interface Lead {
  address: string;
  city: string;
  state: string;
  zip: string;
  /** Empty when the owner of the address is asked for. */
  firstName: string;
  lastName: string;
}

/** A person in Tracerfy's shape; source: its API documentation, instant lookup. */
export interface Person {
  first_name: string;
  last_name: string;
  full_name: string;
  deceased: boolean;
  property_owner: boolean;
  litigator: boolean;
  mailing_address: { street: string; city: string; state: string; zip: string };
  phones: { number: string; type: string; dnc: boolean; tcpa: boolean; carrier: string; rank: number }[];
  emails: { email: string; rank: number }[];
}

/**
 * Leads with a fixed phone number, found by last name (any letter case). Trestle's answer follows from the number.
 *
 * | last name | phone | Trestle says |
 * |---|---|---|
 * | Ready | +12125550123 | mobile, activity 92, grade A |
 * | Review | +12125550155 | mobile, activity 62, grade C |
 * | Voip | +12125550701 | NonFixedVOIP |
 * | Inactive | +12125550704 | activity 20, grade F |
 * | Sued | +12125550705 | litigator (with the litigator add-on) |
 * | Optedout | +12125550610 | ordinary; texts to it are refused as opted out |
 * | Lost | +12125550903 | ordinary; a text is accepted and the connection dropped |
 *
 * Everybody else gets +1 212 555 1000 to 8999, decided by address and name. The knob `tracerfy.phoneByLastName`
 * overrules both.
 */
const knownPhones: Record<string, string> = {
  ready: '+12125550123',
  review: '+12125550155',
  voip: '+12125550701',
  inactive: '+12125550704',
  sued: '+12125550705',
  optedout: '+12125550610',
  lost: '+12125550903',
};

const firstNames = ['Alex', 'Blair', 'Casey', 'Devon', 'Ellis', 'Frankie', 'Gray', 'Harper'];
const lastNames = ['Abbott', 'Brook', 'Carver', 'Dale', 'Ellery', 'Field', 'Gale', 'Hale'];

/** The people of a lead: none on a miss, else one. The same lead always gives the same person. */
export function findPeople(
  lead: Lead,
  mode: TracerfyMode | undefined,
  phoneByLastName: Record<string, string>,
): Person[] {
  if (mode === 'miss') return [];
  const seed = [lead.address, lead.city, lead.state, lead.firstName, lead.lastName].join('|').toLowerCase();
  const firstName = lead.firstName || (firstNames[pick(`first ${seed}`, firstNames.length)] ?? '');
  const lastName = lead.lastName || (lastNames[pick(`last ${seed}`, lastNames.length)] ?? '');
  const name = lastName.toLowerCase();
  const phone = phoneByLastName[name] ?? knownPhones[name] ?? `+1212555${1000 + pick(`phone ${seed}`, 8000)}`;
  const person: Person = {
    first_name: firstName,
    last_name: lastName,
    full_name: `${firstName} ${lastName}`,
    deceased: mode === 'deceased',
    property_owner: lead.lastName === '',
    litigator: mode === 'litigator',
    mailing_address: { street: lead.address, city: lead.city, state: lead.state, zip: lead.zip },
    phones: [
      {
        number: digitsOf(phone).slice(-10),
        type: mode === 'landline' ? 'Landline' : 'Mobile',
        dnc: mode === 'dnc',
        tcpa: mode === 'litigator',
        carrier: 'Sandbox Wireless',
        rank: 1,
      },
    ],
    emails: [{ email: `${firstName}.${lastName}@example.com`.toLowerCase().replace(/\s+/g, '.'), rank: 1 }],
  };
  return [mode === 'nophone' ? { ...person, phones: [] } : person];
}
