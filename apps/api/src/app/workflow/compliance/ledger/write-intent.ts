import { z } from 'zod';
import { loadScript, type ScriptRunner } from '../../state/script.js';
import type { ComplianceKeys } from '../compliance-keys.js';
import { pairs, readEntry, type SendEntry } from './send-entry.js';

/** What a call is about to do. */
export interface SendIntent {
  readonly teamId: string;
  /** The step's idempotency key. */
  readonly key: string;
  /** Unique to this call, so that a command that is sent again is known as the same. */
  readonly token: string;
  readonly runId: string;
  readonly stepId: string;
  readonly attempt: number;
  readonly channel: 'sms' | 'voice';
  readonly provider: string;
  readonly to: string;
  readonly from: string;
  /** Hex SHA-256 of the content. */
  readonly bodyHash: string;
}

export type IntentReply =
  /** The call may be made; `calls` is its number, 1 for the first. */
  | { readonly kind: 'written'; readonly calls: number }
  | { readonly kind: 'suppressed' }
  | { readonly kind: 'exists'; readonly entry: SendEntry };

const script = loadScript(new URL('./write-intent.lua', import.meta.url), 4);

const replySchema = z.union([
  z.tuple([z.literal('written'), z.number().int()]),
  z.tuple([z.literal('suppressed')]),
  z.tuple([z.literal('exists'), z.array(z.string())]),
]);

/** Atomic: suppression of the number, the entry as it stands, and the new intent are one decision. */
export async function writeIntent(
  redis: ScriptRunner,
  keys: ComplianceKeys,
  intent: SendIntent,
  now: number,
): Promise<IntentReply> {
  const { teamId, key, token, to } = intent;
  const reply = replySchema.parse(
    await script.run(
      redis,
      [keys.entry(teamId, key), keys.suppression(teamId, to), keys.open(teamId), keys.openTo(teamId, to)],
      [key, token, String(now), ...entryFields(intent)],
    ),
  );
  switch (reply[0]) {
    case 'written':
      return { kind: 'written', calls: reply[1] };
    case 'suppressed':
      return { kind: 'suppressed' };
    case 'exists':
      return { kind: 'exists', entry: readEntry(teamId, reply[1]) };
  }
}

function entryFields(intent: SendIntent): string[] {
  const { runId, stepId, attempt, channel, provider, to, from, bodyHash } = intent;
  return pairs({ runId, stepId, attempt, channel, provider, to, from, bodyHash });
}
