import type { RunKeys, SignalAddress } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./deliver-signal.lua', import.meta.url), 6);

export interface SignalDelivery {
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  /** Encoded: what the step is given. */
  readonly signal: string;
  /** Milliseconds. */
  readonly now: number;
  readonly wakeMember: string;
  /** Data of the line in the timeline. */
  readonly event: string;
  readonly address: SignalAddress;
  /** By which a repetition is known; absent: every sending is a signal of its own. */
  readonly once?: { readonly keyHash: string; readonly bodyHash: string };
  /** The entry of the mail that the signal is, when it was kept before. */
  readonly entry?: string;
}

/** What became of a signal when it was sent before, and the hash of what it brought then. */
export interface SeenSignal {
  readonly bodyHash: string;
  readonly outcome: 'given' | 'kept';
}

export function parseSeen(text: string): SeenSignal {
  const [bodyHash = '', outcome] = text.split(':');
  return { bodyHash, outcome: outcome === 'kept' ? 'kept' : 'given' };
}

export type DeliveredSignal =
  | { readonly kind: 'given' }
  /** The step waits no more. */
  | { readonly kind: 'gone' }
  | ({ readonly kind: 'repeated' } & SeenSignal)
  /** Another wait took the entry. */
  | { readonly kind: 'taken' };

/** Gives a signal to a wait, atomically and once. */
export async function deliverSignal(
  redis: ScriptRunner,
  keys: RunKeys,
  delivery: SignalDelivery,
): Promise<DeliveredSignal> {
  const { teamId, runId, stepId, once, address } = delivery;
  const [code, seen] = (await script.run(
    redis,
    [
      keys.run(teamId, runId),
      keys.timeline(teamId, runId),
      keys.wake,
      keys.seenSignal(teamId, once?.keyHash ?? ''),
      address.armed,
      address.mail,
    ],
    [
      stepId,
      delivery.signal,
      delivery.now,
      delivery.wakeMember,
      delivery.event,
      keys.moved,
      runMember(teamId, runId),
      once?.bodyHash ?? '',
      armedMember(runId, stepId),
      delivery.entry ?? '',
    ],
  )) as [0 | 1 | 2 | 3, string];
  switch (code) {
    case 0:
      return { kind: 'gone' };
    case 1:
      return { kind: 'given' };
    case 2:
      return { kind: 'repeated', ...parseSeen(seen) };
    case 3:
      return { kind: 'taken' };
  }
}

/** A wait among those that are armed under an address. */
export function armedMember(runId: string, stepId: string): string {
  return `${runId}|${stepId}`;
}

export function parseArmedMember(member: string): { runId: string; stepId: string } {
  const bar = member.indexOf('|');
  return { runId: member.slice(0, bar), stepId: member.slice(bar + 1) };
}
