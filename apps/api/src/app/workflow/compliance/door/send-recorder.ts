import type { SendOutcome } from '../../agents/send.js';
import type { SendEntry } from '../ledger/send-entry.js';
import type { SendLedger } from '../ledger/send-ledger.js';
import type { SendIntent } from '../ledger/write-intent.js';
import type { Suppression } from '../suppression/suppression.js';
import { unknownOutcome } from './receipt.js';
import type { SettledSends } from './send-event.js';
import { note, type SendingAttempt } from './sending-attempt.js';
import { settledSend } from './settled-send.js';

/** Writes what became of a call, with all that follows from it. */
export class SendRecorder {
  constructor(
    private readonly ledger: SendLedger,
    private readonly suppression: Suppression,
    private readonly waiting: SettledSends,
  ) {}

  /**
   * The entry as it stands after the call: its own outcome, or the one that came first.
   *
   * @throws UnknownOutcomeError when the outcome could not be written
   */
  async record(attempt: SendingAttempt, intent: SendIntent, outcome: SendOutcome): Promise<SendEntry> {
    const reply = await this.ledger.writeOutcome(intent, outcome, attempt.now()).catch((error: unknown) => {
      attempt.logger.error({ err: error, outcome: outcome.kind }, 'The outcome of a send could not be written.');
      return undefined;
    });
    if (reply === undefined || reply.kind === 'absent') throw unknownOutcome('The outcome could not be written.');
    if (reply.kind === 'settled') await this.tell(reply.entry);
    await this.close(attempt, reply.entry);
    return reply.entry;
  }

  /** The answer came after the attempt had given up: the entry learns it, and so does whoever waits. Never rejects. */
  async recordLate(attempt: SendingAttempt, intent: SendIntent, outcome: SendOutcome): Promise<void> {
    if (outcome.kind === 'unknown') return;
    try {
      const reply = await this.ledger.writeOutcome(intent, outcome, attempt.now());
      if (reply.kind === 'absent') return;
      await this.close(attempt, reply.entry);
      if (reply.kind === 'settled') await this.tell(reply.entry);
    } catch (error) {
      attempt.logger.error({ err: error }, 'The late answer of a send could not be recorded.');
    }
  }

  /** What follows from an outcome; a second time it changes nothing. */
  async close(attempt: SendingAttempt, entry: SendEntry): Promise<void> {
    if (entry.optedOut === true) {
      const reason = `${entry.provider} refused: the recipient has opted out.`;
      const at = entry.at ?? entry.since;
      await this.suppression.add(entry.teamId, entry.to, { source: 'provider', reason, at });
    }
    const outcome = entry.state === 'intent' ? 'unknown' : entry.state;
    await note(attempt, { type: 'send.ended', outcome, providerId: entry.providerId });
  }

  private async tell(entry: SendEntry): Promise<void> {
    const send = settledSend(entry);
    if (send !== undefined) await this.waiting.settled(send);
  }
}
