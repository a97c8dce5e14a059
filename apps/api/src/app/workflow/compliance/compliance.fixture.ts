import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { SendOutcome, SendRequest } from '../agents/send.js';
import { ComplianceKeys } from './compliance-keys.js';
import { SendDoor } from './door/send-door.js';
import type { SendEvent, SettledSend } from './door/send-event.js';
import { SendRecorder } from './door/send-recorder.js';
import type { SendingAttempt } from './door/sending-attempt.js';
import { Gate, type GateOptions } from './gate/gate.js';
import { defaultRetentionMs, SendLedger } from './ledger/send-ledger.js';
import type { SendIntent } from './ledger/write-intent.js';
import { Suppression } from './suppression/suppression.js';

/** Noon of a Saturday in Denver: a lawful hour in all of the continental United States. */
export const noon = Date.UTC(2026, 10, 21, 19, 0);
export const teamId = 'team_123';
export const recipient = '+15559990000';

/** The room on a real Redis, under a prefix of its own. For tests. */
export class ComplianceFixture {
  readonly prefix = `test-${randomUUID()}`;
  readonly redis = new Redis(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379', { maxRetriesPerRequest: 1 });
  readonly keys = new ComplianceKeys(this.prefix);
  readonly suppression = new Suppression(this.redis, this.keys);
  readonly ledger = new SendLedger(this.redis, this.keys, { retentionMs: defaultRetentionMs });
  readonly told: SettledSend[] = [];
  readonly events: SendEvent[] = [];
  readonly logged: object[] = [];
  now = noon;

  door(options: GateOptions = {}): SendDoor {
    const gate = new Gate(this.redis, this.keys, this.suppression, options);
    const waiting = { settled: async (send: SettledSend) => void this.told.push(send) };
    const recorder = new SendRecorder(this.ledger, this.suppression, waiting);
    return new SendDoor(gate, this.ledger, recorder, { lookupTimeoutMs: 200 });
  }

  attempt(facts: Partial<SendingAttempt> = {}): SendingAttempt {
    const log = (fields: object): void => void this.logged.push(fields);
    return {
      teamId,
      runId: 'wr_0-1',
      stepId: 'followup',
      attempt: 1,
      idempotencyKey: 'wr_0-1.followup',
      signal: new AbortController().signal,
      logger: { debug: log, info: log, warn: log, error: log },
      now: () => this.now,
      note: (event) => void this.events.push(event),
      ...facts,
    };
  }

  intent(facts: Partial<SendIntent> = {}): SendIntent {
    return {
      teamId,
      key: 'wr_0-1.followup',
      token: 'token-1',
      runId: 'wr_0-1',
      stepId: 'followup',
      attempt: 1,
      channel: 'sms',
      provider: 'signalhouse',
      to: recipient,
      from: '+15551230000',
      bodyHash: 'hash',
      ...facts,
    };
  }

  async close(): Promise<void> {
    const keys = await this.redis.keys(`*${this.prefix}*`);
    if (keys.length > 0) await this.redis.del(...keys);
    this.redis.disconnect();
  }
}

export function sendRequest(facts: Partial<SendRequest> = {}): SendRequest {
  return {
    channel: 'sms',
    provider: 'signalhouse',
    to: recipient,
    from: '+15551230000',
    content: 'Hello, may I ask you something?',
    ...facts,
  };
}

/** A provider that answers as told and counts its calls. */
export class CountedCall {
  calls = 0;
  constructor(private readonly answer: () => Promise<SendOutcome> | SendOutcome) {}

  readonly call = async (): Promise<SendOutcome> => {
    this.calls += 1;
    return this.answer();
  };
}

export const accepted: SendOutcome = { kind: 'accepted', providerId: 'SM1', costUsd: 0.015 };
