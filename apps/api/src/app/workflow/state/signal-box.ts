import type { RunStore } from './run-store.js';
import type { SignalAddress } from './run-keys.js';
import { armedMember } from './scripts/deliver-signal.js';

/** A signal that was kept because nothing waited for it. */
export interface KeptMail {
  /** As it is stored: what takes it out of the mail again. */
  readonly entry: string;
  readonly name: string;
  readonly payload: unknown;
  /** Milliseconds at which it was sent. */
  readonly sentAt: number;
}

interface StoredMail {
  readonly i: string;
  readonly n: string;
  readonly p: string;
  readonly t: number;
}

/** Most waits take one of the first that were kept. */
const firstKept = 10;

/** Who waits for signals under an address, and which signals are kept there. */
export class SignalBox {
  constructor(private readonly store: Pick<RunStore, 'redis' | 'codec'>) {}

  async disarm(address: SignalAddress, runId: string, stepId: string): Promise<void> {
    await this.store.redis.zrem(address.armed, armedMember(runId, stepId));
  }

  /** Waits that are armed, the one armed first before the others, so many at the most. */
  armed(address: SignalAddress, most: number): Promise<string[]> {
    return this.store.redis.zrange(address.armed, 0, most - 1);
  }

  /** First in, first out; all of it is read only by who finds nothing among the first. */
  async *mail(teamId: string, address: SignalAddress): AsyncGenerator<KeptMail, void, undefined> {
    const seen = new Set<string>();
    // From the head both times: whatever was taken out meanwhile has moved the others up.
    for (const last of [firstKept - 1, -1]) {
      for (const entry of await this.store.redis.lrange(address.mail, 0, last)) {
        if (seen.has(entry)) continue;
        seen.add(entry);
        const { n, p, t } = JSON.parse(entry) as StoredMail;
        yield { entry, name: n, payload: this.store.codec.decode(p, mailOwner(teamId)), sentAt: t };
      }
      if (seen.size < firstKept) return;
    }
  }

  /** The text under which a signal is kept; `id` makes it different from every other one. */
  entry(teamId: string, id: string, name: string, payload: unknown, sentAt: number): string {
    const stored: StoredMail = { i: id, n: name, p: this.store.codec.encode(payload, mailOwner(teamId)), t: sentAt };
    return JSON.stringify(stored);
  }
}

function mailOwner(teamId: string): string {
  return `${teamId}|signals`;
}
