import { createHash, randomUUID } from 'node:crypto';
import { DeferredError, RetryableError, TerminalError } from '@workflow/core';
import type { AgentContext } from '../../agents/agent-context.js';
import type { SendOutcome, SendRequest } from '../../agents/send.js';
import type { Gate } from '../gate/gate.js';
import type { SendEntry, SettledOutcome } from '../ledger/send-entry.js';
import type { SendLedger } from '../ledger/send-ledger.js';
import type { SendIntent } from '../ledger/write-intent.js';
import { askProvider } from './ask-provider.js';
import { callOnce } from './call-once.js';
import { receiptOf, unknownOutcome } from './receipt.js';
import { SendBlockedError } from './send-blocked-error.js';
import type { SendRecorder } from './send-recorder.js';
import { note, type SendingAttempt } from './sending-attempt.js';

export interface SendDoorOptions {
  /** Milliseconds that a lookup may take. */
  readonly lookupTimeoutMs: number;
}

type ProviderCall = (intent: { readonly key: string }) => Promise<SendOutcome>;

/** The shortest wait of a deferral, so that a clock a little behind does not ask again at once. */
const shortestDelayMs = 1_000;

/** The only way to a provider's send: gate, intent, one call, outcome. Keeps the promise of `AgentContext.send`. */
export class SendDoor {
  constructor(
    private readonly gate: Gate,
    private readonly ledger: SendLedger,
    private readonly recorder: SendRecorder,
    private readonly options: SendDoorOptions = { lookupTimeoutMs: 10_000 },
  ) {}

  /** The `send` of one attempt. A step sends once: a second, different send of the attempt is refused. */
  open(attempt: SendingAttempt): AgentContext['send'] {
    let sent: string | undefined;
    return async (request, call) => {
      const print = hashOf(JSON.stringify([request.channel, request.to, request.content]));
      if (sent !== undefined && sent !== print) {
        throw new TerminalError('AGENT_FAILED', `Step '${attempt.stepId}' has sent already; a step sends once.`);
      }
      const receipt = receiptOf(await this.send(attempt, request, call));
      sent = print;
      return receipt;
    };
  }

  private async send(attempt: SendingAttempt, request: SendRequest, call: ProviderCall): Promise<SendEntry> {
    attempt.signal.throwIfAborted();
    const { teamId, idempotencyKey: key } = attempt;
    const known = await reach(() => this.ledger.find(teamId, key));
    if (known !== undefined && known.state !== 'retry') return this.resume(attempt, request, known);

    await this.pass(attempt, request);
    attempt.signal.throwIfAborted();
    const intent = intentOf(attempt, request);
    const reply = await reach(() => this.ledger.writeIntent(intent, attempt.now()));
    switch (reply.kind) {
      case 'exists':
        return this.resume(attempt, request, reply.entry);
      case 'suppressed':
        await note(attempt, { type: 'send.blocked', reason: 'SUPPRESSED' });
        throw new SendBlockedError('SUPPRESSED', 'The number was suppressed before the call was made.');
      case 'written':
        return this.callOnce(attempt, intent, reply.calls, call);
      default:
        return reply satisfies never;
    }
  }

  /** @throws SendBlockedError, DeferredError */
  private async pass(attempt: SendingAttempt, request: SendRequest): Promise<void> {
    const now = attempt.now();
    const ask = { teamId: attempt.teamId, key: attempt.idempotencyKey, now };
    const verdict = await reach(() => this.gate.judge(request, ask));
    switch (verdict.kind) {
      case 'allow':
        return;
      case 'block':
        await note(attempt, { type: 'send.blocked', reason: verdict.reason });
        throw new SendBlockedError(verdict.reason, verdict.message);
      case 'defer': {
        const { reason, untilMs } = verdict;
        await note(attempt, { type: 'send.deferred', reason, untilMs });
        const message = `The send may begin at ${new Date(untilMs).toISOString()}.`;
        throw new DeferredError(reason, message, Math.max(shortestDelayMs, Math.ceil(untilMs - now)));
      }
      default:
        return verdict satisfies never;
    }
  }

  private async callOnce(
    attempt: SendingAttempt,
    intent: SendIntent,
    number: number,
    call: ProviderCall,
  ): Promise<SendEntry> {
    const { provider, channel } = intent;
    await note(attempt, { type: 'send.intended', call: number, provider, channel });
    const isDurable = await this.ledger.isDurable().catch(() => false);
    if (!isDurable || attempt.signal.aborted) {
      const message = isDurable ? 'Aborted before the call.' : 'Too few replicas hold the intent; no call was made.';
      return this.recorder.record(attempt, intent, { kind: 'retry', code: 'UNAVAILABLE', message });
    }
    const { awaited, late } = callOnce(() => call({ key: intent.key }), attempt.signal);
    const outcome = await awaited;
    void late.then((answer) => answer && this.recorder.recordLate(attempt, intent, answer));
    return this.recorder.record(attempt, intent, outcome);
  }

  /** A text of the same words to the same number may be another step's: what the ledger knows as its own is not ours. */
  private async isAnothers({ teamId, key, provider }: SendEntry, outcome: SettledOutcome): Promise<boolean> {
    if (outcome.kind !== 'accepted') return false;
    const owner = await reach(() => this.ledger.findByProviderId(teamId, provider, outcome.providerId));
    return owner !== undefined && owner.key !== key;
  }

  /** An intent or an outcome stands: never a second call. An open one is looked up. */
  private async resume(attempt: SendingAttempt, request: SendRequest, entry: SendEntry): Promise<SendEntry> {
    if (entry.state === 'accepted' || entry.state === 'rejected') {
      await this.recorder.close(attempt, entry);
      return entry;
    }
    const outcome = await askProvider(request, entry, attempt.signal, this.options.lookupTimeoutMs);
    if (outcome === undefined || (await this.isAnothers(entry, outcome))) {
      await this.recorder.close(attempt, entry);
      return entry;
    }
    const lookup = { by: 'lookup', outcome } as const;
    const reply = await reach(() => this.ledger.settle(attempt.teamId, entry.key, lookup, attempt.now()));
    if (reply.kind === 'absent' || reply.kind === 'moved') throw unknownOutcome('The ledger entry is gone.');
    await this.recorder.close(attempt, reply.entry);
    return reply.entry;
  }
}

function intentOf(attempt: SendingAttempt, request: SendRequest): SendIntent {
  const { teamId, runId, stepId, idempotencyKey: key, attempt: number } = attempt;
  const { channel, provider, to, from, content } = request;
  const step = { teamId, key, token: randomUUID(), runId, stepId, attempt: number };
  return { ...step, channel, provider, to, from, bodyHash: hashOf(content) };
}

/** Hex SHA-256 of a content: what the ledger keeps instead of it. */
export function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Before the call, a Redis that does not answer costs only time. */
async function reach<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new RetryableError('UNAVAILABLE', 'The send ledger did not answer; no call was made.', { cause: error });
  }
}
