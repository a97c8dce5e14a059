import type { RunKeys, SignalAddress } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';
import { parseSeen, type SeenSignal } from './deliver-signal.js';

const script = loadScript(new URL('./keep-signal.lua', import.meta.url), 3, true);

/** Signals that one address keeps at the most. */
const maxMail = 1_000;

export interface KeptSignal {
  readonly teamId: string;
  readonly address: SignalAddress;
  /** Of a signal to a run; absent for one under a key. */
  readonly runId?: string;
  readonly entry: string;
  /** The waits that were armed when none of them took it. */
  readonly armedFound: readonly string[];
  /** Seconds. */
  readonly keepSeconds: number;
  /** Milliseconds. */
  readonly now: number;
  readonly once?: { readonly keyHash: string; readonly bodyHash: string };
}

export type KeptReply =
  /** `changed`: other waits are armed by now, ask them first. `ended`: the run keeps nothing any more. */
  { readonly kind: 'kept' | 'changed' | 'full' | 'ended' } | ({ readonly kind: 'repeated' } & SeenSignal);

/** Keeps a signal for a wait that comes later, atomically and once. */
export async function keepSignal(redis: ScriptRunner, keys: RunKeys, signal: KeptSignal): Promise<KeptReply> {
  const { teamId, runId, address, entry, armedFound, keepSeconds, now, once } = signal;
  const [code, seen] = (await script.run(
    redis,
    [
      address.mail,
      address.armed,
      keys.seenSignal(teamId, once?.keyHash ?? ''),
      ...(runId === undefined ? [] : [keys.run(teamId, runId)]),
    ],
    [entry, armedFound.join('\n'), keepSeconds, once?.bodyHash ?? '', maxMail, now - keepSeconds * 1_000],
  )) as [0 | 1 | 2 | 3 | 4, string];
  switch (code) {
    case 0:
      return { kind: 'changed' };
    case 1:
      return { kind: 'kept' };
    case 2:
      return { kind: 'repeated', ...parseSeen(seen) };
    case 3:
      return { kind: 'full' };
    case 4:
      return { kind: 'ended' };
  }
}
