import type { Person } from './people.js';

/** A batch as the sandbox keeps it. `createdAt` in milliseconds. */
export interface Queue {
  id: number;
  createdAt: number;
  traceType: string;
  /** External id, lead columns and the people found for each uploaded row. */
  rows: QueueRow[];
  /** Times it was asked for; ready when this exceeds the knob `pollsUntilReady`. */
  polls: number;
  isReady: boolean;
}

export interface QueueRow {
  externalId: string;
  address: string;
  city: string;
  state: string;
  firstName: string;
  lastName: string;
  persons: Person[];
}

const creditsByType: Record<string, number> = { normal: 1, advanced: 2, enhanced: 15 };

/** Credits for each lead of a trace type. */
export function creditsPerLead(traceType: string): number {
  return creditsByType[traceType] ?? 1;
}

/** Credits spent on the rows that were found. */
export function creditsOf(queue: Queue): number {
  return queue.rows.filter((row) => row.persons.length > 0).length * creditsPerLead(queue.traceType);
}

/** The queue as listed. The completion webhook spells the credits field in the singular. */
export function shownQueue(queue: Queue, publicUrl: string) {
  return {
    id: queue.id,
    created_at: new Date(queue.createdAt).toISOString(),
    pending: !queue.isReady,
    download_url: queue.isReady ? `${publicUrl}/tracerfy/v1/api/download/${queue.id}.csv` : null,
    rows_uploaded: queue.rows.length,
    credits_deducted: queue.isReady ? creditsOf(queue) : 0,
    queue_type: 'api',
    trace_type: queue.traceType,
    credits_per_lead: creditsPerLead(queue.traceType),
  };
}

/** The rows of a ready queue: flat for normal traces (empty strings for what is missing), nested otherwise. */
export function shownRow(row: QueueRow, traceType: string): Record<string, unknown> {
  if (traceType !== 'normal') {
    return { external_id: row.externalId, hit: row.persons.length > 0, persons: row.persons };
  }
  const person = row.persons[0];
  const phones = person?.phones ?? [];
  const mobiles = phones.filter((phone) => phone.type === 'Mobile').map((phone) => phone.number);
  const landlines = phones.filter((phone) => phone.type === 'Landline').map((phone) => phone.number);
  const emails = person?.emails.map(({ email }) => email) ?? [];
  return {
    address: row.address,
    city: row.city,
    state: row.state,
    mail_address: person?.mailing_address.street ?? '',
    mail_city: person?.mailing_address.city ?? '',
    mail_state: person?.mailing_address.state ?? '',
    first_name: person?.first_name ?? row.firstName,
    last_name: person?.last_name ?? row.lastName,
    primary_phone: phones[0]?.number ?? '',
    primary_phone_type: phones[0]?.type ?? '',
    ...numbered('email', emails, 5),
    ...numbered('mobile', mobiles, 5),
    ...numbered('landline', landlines, 3),
  };
}

function numbered(name: string, values: readonly string[], count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}_${index + 1}`, values[index] ?? '']));
}
