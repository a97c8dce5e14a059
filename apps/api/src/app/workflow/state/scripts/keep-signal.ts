import type { RunKeys, SignalAddress } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./keep-signal.lua', import.meta.url), 3);

/** Signals that one address keeps at the most. */
const maxMail = 1_000;

export interface KeptSignal {
  readonly teamId: string;
  readonly address: SignalAddress;
  readonly entry: string;
  /** The waits that were armed when none of them took it. */
  readonly armedFound: readonly string[];
  /** Seconds. */
  readonly keepSeconds: number;
  readonly once?: { readonly keyHash: string; readonly bodyHash: string };
}

export type KeptReply =
  /** `changed`: other waits are armed by now, ask them first. */
  { readonly kind: 'kept' | 'changed' | 'full' } | { readonly kind: 'repeated'; readonly bodyHash: string };

/** Keeps a signal for a wait that comes later, atomically and once. */
export async function keepSignal(redis: ScriptRunner, keys: RunKeys, signal: KeptSignal): Promise<KeptReply> {
  const { teamId, address, entry, armedFound, keepSeconds, once } = signal;
  const [code, bodyHash] = (await script.run(
    redis,
    [address.mail, address.armed, keys.seenSignal(teamId, once?.keyHash ?? '')],
    [entry, armedFound.join('\n'), keepSeconds, once?.bodyHash ?? '', maxMail],
  )) as [0 | 1 | 2 | 3, string];
  switch (code) {
    case 0:
      return { kind: 'changed' };
    case 1:
      return { kind: 'kept' };
    case 2:
      return { kind: 'repeated', bodyHash };
    case 3:
      return { kind: 'full' };
  }
}
