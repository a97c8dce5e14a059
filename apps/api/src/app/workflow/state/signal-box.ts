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

/** Who waits for signals under an address, and which signals are kept there. */
export class SignalBox {
  constructor(private readonly store: Pick<RunStore, 'redis' | 'codec'>) {}

  /** Shows a wait to senders; doing so again changes nothing. */
  async arm(address: SignalAddress, runId: string, stepId: string, armedAt: number): Promise<void> {
    await this.store.redis.zadd(address.armed, 'NX', armedAt, armedMember(runId, stepId));
  }

  async disarm(address: SignalAddress, runId: string, stepId: string): Promise<void> {
    await this.store.redis.zrem(address.armed, armedMember(runId, stepId));
  }

  /** The waits that are armed, the one armed first before the others. */
  armed(address: SignalAddress): Promise<string[]> {
    return this.store.redis.zrange(address.armed, 0, -1);
  }

  /** First in, first out. */
  async mail(teamId: string, address: SignalAddress): Promise<readonly KeptMail[]> {
    const entries = await this.store.redis.lrange(address.mail, 0, -1);
    return entries.map((entry) => {
      const { n, p, t } = JSON.parse(entry) as StoredMail;
      return { entry, name: n, payload: this.store.codec.decode(p, mailOwner(teamId)), sentAt: t };
    });
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
