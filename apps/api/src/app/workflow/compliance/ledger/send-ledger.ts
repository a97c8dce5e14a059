import type { SendOutcome } from '../../agents/send.js';
import type { ScriptRunner } from '../../state/script.js';
import type { ComplianceKeys } from '../compliance-keys.js';
import { isOpen, readEntry, type SendEntry } from './send-entry.js';
import { settleUnknown, type SettleReply, type Settlement } from './settle-unknown.js';
import { writeIntent, type IntentReply, type SendIntent } from './write-intent.js';
import { writeOutcome, type OutcomeReply } from './write-outcome.js';

/** What the ledger needs of a Redis client besides scripts. */
export interface LedgerRedis extends ScriptRunner {
  get(key: string): Promise<string | null>;
  hgetall(key: string): Promise<Record<string, string>>;
  zrange(key: string, start: number, stop: number): Promise<string[]>;
  wait(replicas: number, timeoutMs: number): Promise<number>;
}

export interface LedgerOptions {
  /** Milliseconds that a settled entry is kept; open ones are kept until they are settled. */
  readonly retentionMs: number;
  /** Replicas that must hold an intent before the call is made, and the milliseconds to wait for them. */
  readonly durability?: { readonly replicas: number; readonly timeoutMs: number };
}

/** 90 days. */
export const defaultRetentionMs = 90 * 24 * 60 * 60 * 1000;

/** How often an address is read again when the entry moved to another number meanwhile. */
const addressReads = 3;

/**
 * What was sent, what was about to be sent, and what nobody can tell. Each write is one script; the first settled
 * outcome of an entry is its only one.
 */
export class SendLedger {
  constructor(
    private readonly redis: LedgerRedis,
    private readonly keys: ComplianceKeys,
    private readonly options: LedgerOptions = { retentionMs: defaultRetentionMs },
  ) {}

  /** Written, with the replicas asked for, or not to be acted on. */
  writeIntent(intent: SendIntent, now: number): Promise<IntentReply> {
    return writeIntent(this.redis, this.keys, intent, now);
  }

  /** True when the replicas that the operator asks for hold the intent; true at once when none are asked for. */
  async isDurable(): Promise<boolean> {
    const { durability } = this.options;
    if (durability === undefined) return true;
    return (await this.redis.wait(durability.replicas, durability.timeoutMs)) >= durability.replicas;
  }

  writeOutcome(intent: SendIntent, outcome: SendOutcome, now: number): Promise<OutcomeReply> {
    const { retentionMs } = this.options;
    return writeOutcome(this.redis, this.keys, intent, outcome, { now, retentionMs });
  }

  /** Settles an open entry of the key; the first settlement stands, later ones are told apart and recorded. */
  async settle(teamId: string, key: string, settlement: Settlement, now: number): Promise<SettleReply> {
    const { retentionMs } = this.options;
    for (let read = 0; read < addressReads; read += 1) {
      const entry = await this.find(teamId, key);
      if (entry === undefined) return { kind: 'absent' };
      const reply = await settleUnknown(this.redis, this.keys, entry, settlement, { now, retentionMs });
      if (reply.kind !== 'moved') return reply;
    }
    return { kind: 'moved' };
  }

  async find(teamId: string, key: string): Promise<SendEntry | undefined> {
    const fields = await this.redis.hgetall(this.keys.entry(teamId, key));
    if (Object.keys(fields).length === 0) return undefined;
    return readEntry(teamId, Object.entries(fields).flat());
  }

  /** The entry that the provider knows under this id. */
  async findByProviderId(teamId: string, provider: string, id: string): Promise<SendEntry | undefined> {
    const key = await this.redis.get(this.keys.providerId(teamId, provider, id));
    return key === null ? undefined : this.find(teamId, key);
  }

  /** Entries without a settled outcome, the oldest first; an `intent` among them may have its call under way. */
  async listOpen(teamId: string): Promise<SendEntry[]> {
    return this.openOf(teamId, await this.redis.zrange(this.keys.open(teamId), 0, -1));
  }

  /** The same, of one number. */
  async listOpenTo(teamId: string, number: string): Promise<SendEntry[]> {
    return this.openOf(teamId, await this.redis.zrange(this.keys.openTo(teamId, number), 0, -1));
  }

  private async openOf(teamId: string, keys: readonly string[]): Promise<SendEntry[]> {
    const entries = await Promise.all(keys.map((key) => this.find(teamId, key)));
    return entries.filter((entry): entry is SendEntry => entry !== undefined && isOpen(entry));
  }
}
