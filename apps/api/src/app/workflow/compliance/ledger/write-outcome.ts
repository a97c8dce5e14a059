import { z } from 'zod';
import type { SendOutcome } from '../../agents/send.js';
import { loadScript, type ScriptRunner } from '../../state/script.js';
import type { ComplianceKeys } from '../compliance-keys.js';
import { outcomeFields, readEntry, type SendEntry } from './send-entry.js';
import type { SendIntent } from './write-intent.js';

export type OutcomeReply =
  /** The outcome stands as given. */
  | { readonly kind: 'written'; readonly entry: SendEntry }
  /** The entry was `unknown` when this late answer came: whoever waits for it must be told. */
  | { readonly kind: 'settled'; readonly entry: SendEntry }
  /** It had been settled by someone else; the entry says how. A contradiction is recorded on it. */
  | { readonly kind: 'stands'; readonly entry: SendEntry }
  /** There is no such entry: the state was lost. */
  | { readonly kind: 'absent' };

const script = loadScript(new URL('./write-outcome.lua', import.meta.url), 4);

const replySchema = z.union([
  z.tuple([z.enum(['written', 'settled', 'stands']), z.array(z.string())]),
  z.tuple([z.literal('absent')]),
]);

/** Atomic: the first settled outcome of an entry is the only one. */
export async function writeOutcome(
  redis: ScriptRunner,
  keys: ComplianceKeys,
  intent: SendIntent,
  outcome: SendOutcome,
  time: { readonly now: number; readonly retentionMs: number },
): Promise<OutcomeReply> {
  const { teamId, key, token, to, provider } = intent;
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
      [key, token, String(time.now), String(time.retentionMs), outcome.kind, providerId, ...outcomeFields(outcome)],
    ),
  );
  if (reply[0] === 'absent') return { kind: 'absent' };
  return { kind: reply[0], entry: readEntry(teamId, reply[1]) };
}
