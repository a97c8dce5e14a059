import { z } from 'zod';
import { loadScript, type ScriptRunner } from '../../state/script.js';
import type { ComplianceKeys } from '../compliance-keys.js';
import {
  outcomeFields,
  pairs,
  readEntry,
  type Delivery,
  type SendEntry,
  type SettledOutcome,
  type Settler,
} from './send-entry.js';

/** What someone other than the call itself knows of a send. */
export interface Settlement {
  readonly by: Exclude<Settler, 'call'>;
  /** The person, when it was one. */
  readonly byName?: string;
  readonly outcome: SettledOutcome;
  readonly delivery?: Delivery;
}

export type SettleReply =
  | { readonly kind: 'settled' | 'same' | 'conflict'; readonly entry: SendEntry }
  | { readonly kind: 'absent' }
  /** The entry is of another number now; read it again. */
  | { readonly kind: 'moved' };

const script = loadScript(new URL('./settle-unknown.lua', import.meta.url), 4);

const replySchema = z.union([
  z.tuple([z.enum(['settled', 'same', 'conflict']), z.array(z.string())]),
  z.tuple([z.enum(['absent', 'moved'])]),
]);

/** Atomic: the first settled outcome of an entry is the only one. `entry` gives the address, not the state. */
export async function settleUnknown(
  redis: ScriptRunner,
  keys: ComplianceKeys,
  entry: Pick<SendEntry, 'teamId' | 'key' | 'to' | 'provider'>,
  settlement: Settlement,
  time: { readonly now: number; readonly retentionMs: number },
): Promise<SettleReply> {
  const { teamId, key, to, provider } = entry;
  const { outcome, by, byName, delivery } = settlement;
  const providerId = outcome.kind === 'accepted' ? outcome.providerId : '';
  const reply = replySchema.parse(
    await script.run(
      redis,
      [
        keys.entry(teamId, key),
        keys.open(teamId),
        keys.openTo(teamId, to),
        keys.providerId(teamId, provider, providerId),
      ],
      [
        key,
        to,
        String(time.now),
        String(time.retentionMs),
        by,
        outcome.kind,
        providerId,
        delivery ?? '',
        ...outcomeFields(outcome),
        ...pairs({ settledByName: byName }),
      ],
    ),
  );
  if (reply.length === 1) return { kind: reply[0] };
  return { kind: reply[0], entry: readEntry(teamId, reply[1]) };
}
