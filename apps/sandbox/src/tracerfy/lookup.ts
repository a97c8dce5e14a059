import type { Backstage } from '../backstage.js';
import { fingerprint } from '../fingerprint.js';
import type { Fault } from '../fault.js';
import type { Answer, Performed } from '../operation.js';
import { tracerfyError } from './errors.js';
import { markerOf, tracerfyModes, type TracerfyMode } from './modes.js';
import { findPeople, type Lead } from './people.js';

const creditsPerHit = 5;

/** Body of `POST /trace/lookup/`, or the 400. Without find_owner the person's names are required. */
export function readLookup(body: Record<string, unknown> | undefined): Lead | Answer {
  if (body === undefined) return tracerfyError(400, 'The body must be a JSON object.');
  const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
  for (const name of ['address', 'city', 'state']) {
    if (text(name) === '') return tracerfyError(400, `${name} is required.`);
  }
  const isOwner = body['find_owner'] ?? true;
  if (typeof isOwner !== 'boolean') return tracerfyError(400, 'find_owner must be true or false.');
  if (!isOwner && (text('first_name') === '' || text('last_name') === '')) {
    return tracerfyError(400, 'first_name and last_name are required when find_owner is false.');
  }
  return {
    address: text('address'),
    city: text('city'),
    state: text('state'),
    zip: text('zip'),
    firstName: isOwner ? '' : text('first_name'),
    lastName: isOwner ? '' : text('last_name'),
  };
}

/** Looks up one address; a hit costs 5 credits, a miss nothing. */
export function lookUp(backstage: Backstage, lead: Lead, fault: Fault<string> | undefined): Performed {
  const persons = findPeople(lead, tracerfyModeOf(lead, fault), backstage.knobs.of('tracerfy').phoneByLastName);
  const hit = persons.length > 0;
  const body = {
    address: lead.address,
    city: lead.city,
    state: lead.state,
    hit,
    persons_count: persons.length,
    credits_deducted: hit ? creditsPerHit : 0,
    persons,
  };
  const providerId = `lookup_${fingerprint(JSON.stringify(lead)).slice(0, 12)}`;
  return {
    answer: { status: 200, body },
    effects: [{ accepted: true, providerId, to: lead.address, note: hit ? 'hit' : 'miss' }],
  };
}

/** The mode of a fault, else the one the lead's name or address ends in. */
export function tracerfyModeOf(lead: Lead, fault: Fault<string> | undefined): TracerfyMode | undefined {
  return tracerfyModes.find((mode) => mode === fault?.mode) ?? markerOf(lead.lastName || lead.address);
}
