import { z } from 'zod';
import type { SendOutcome } from '../../agents/send.js';

/**
 * Where a send stands. `intent`: written, the call may be under way. `unknown`: the answer was lost. Both are open.
 * `retry`: the provider said that nothing was sent, so a further call may be made. `accepted` and `rejected` are final.
 */
const sendStates = ['intent', 'unknown', 'retry', 'accepted', 'rejected'] as const;

/** Who settled an entry: the call itself, a question to the provider, its status callback, or a person. */
export const settlers = ['call', 'lookup', 'callback', 'person'] as const;
export type Settler = (typeof settlers)[number];

/** How far the carrier got with an accepted send. */
export type Delivery = 'sent' | 'delivered' | 'failed';

const whole = z.coerce.number().int().nonnegative();

const entrySchema = z.object({
  key: z.string(),
  state: z.enum(sendStates),
  runId: z.string(),
  stepId: z.string(),
  attempt: whole,
  channel: z.enum(['sms', 'voice']),
  provider: z.string(),
  to: z.string(),
  from: z.string(),
  bodyHash: z.string(),
  since: whole,
  calls: whole,
  token: z.string(),
  at: whole.optional(),
  settledBy: z.enum(settlers).optional(),
  settledByName: z.string().optional(),
  providerId: z.string().optional(),
  costUsd: z.coerce.number().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  optedOut: z
    .literal('1')
    .transform(() => true)
    .optional(),
  afterMs: whole.optional(),
  delivery: z.enum(['sent', 'delivered', 'failed']).optional(),
  deliveryCode: z.string().optional(),
  conflicts: whole.default(0),
  conflict: z.string().optional(),
});

/**
 * One line of the send ledger. `since` and `at` are milliseconds: when the last call's intent was written, and when the
 * outcome was. `conflict` describes the latest late answer that contradicts the outcome; it changed nothing.
 */
export type SendEntry = z.infer<typeof entrySchema> & { readonly teamId: string };

/** Reads the flat field list that Redis gives for a hash. @throws ZodError when the entry is damaged. */
export function readEntry(teamId: string, fields: readonly string[]): SendEntry {
  const record: Record<string, string> = {};
  for (let index = 0; index + 1 < fields.length; index += 2) record[fields[index] ?? ''] = fields[index + 1] ?? '';
  return { teamId, ...entrySchema.parse(record) };
}

/** True while nobody knows for certain what became of the send. */
export function isOpen(entry: SendEntry): boolean {
  return entry.state === 'intent' || entry.state === 'unknown';
}

/** What the entry says of the send, in the provider's words; undefined while it is open. */
export function outcomeOf(entry: SendEntry): SettledOutcome | undefined {
  switch (entry.state) {
    case 'accepted':
      return { kind: 'accepted', providerId: entry.providerId ?? '', costUsd: entry.costUsd };
    case 'rejected':
      return {
        kind: 'rejected',
        code: entry.code ?? 'UNKNOWN',
        message: entry.message ?? '',
        optedOut: entry.optedOut,
      };
    case 'retry':
      return { kind: 'retry', code: entry.code ?? 'UNKNOWN', message: entry.message ?? '', afterMs: entry.afterMs };
    case 'intent':
    case 'unknown':
      return undefined;
    default:
      return entry.state satisfies never;
  }
}

/** An outcome that settles: everything but `unknown`. */
export type SettledOutcome = Exclude<SendOutcome, { kind: 'unknown' }>;

/** The longest text of a provider that is kept. */
const longestMessage = 500;

/** An outcome as the fields of an entry. */
export function outcomeFields(outcome: SendOutcome): string[] {
  switch (outcome.kind) {
    case 'accepted':
      return pairs({ providerId: outcome.providerId, costUsd: outcome.costUsd });
    case 'rejected':
      return pairs({
        code: outcome.code,
        message: outcome.message.slice(0, longestMessage),
        optedOut: outcome.optedOut === true ? '1' : undefined,
      });
    case 'retry':
      return pairs({
        code: outcome.code,
        message: outcome.message.slice(0, longestMessage),
        afterMs: outcome.afterMs === undefined ? undefined : Math.max(0, Math.ceil(outcome.afterMs)),
      });
    case 'unknown':
      return pairs({ message: outcome.message.slice(0, longestMessage) });
    default:
      return outcome satisfies never;
  }
}

/** Field and value in turn; what is undefined is left out. */
export function pairs(record: Record<string, string | number | undefined>): string[] {
  return Object.entries(record).flatMap(([field, value]) => (value === undefined ? [] : [field, String(value)]));
}
