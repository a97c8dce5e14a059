import { outcomeOf, type SendEntry } from '../ledger/send-entry.js';
import type { SettledSend } from './send-event.js';

/** What an entry says to the step that waits for it; undefined while it is open. */
export function settledSend(entry: SendEntry): SettledSend | undefined {
  const outcome = outcomeOf(entry);
  if (outcome === undefined) return undefined;
  const { teamId, runId, stepId, key, provider, at = entry.since } = entry;
  return { teamId, runId, stepId, key, provider, outcome, at };
}
