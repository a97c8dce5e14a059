import { RetryableError } from '@workflow/core';
import type { SettledSends } from '../compliance/door/send-event.js';
import { settledSend } from '../compliance/door/settled-send.js';
import type { SendEntry } from '../compliance/ledger/send-entry.js';
import type { SendLedger } from '../compliance/ledger/send-ledger.js';
import type { InboundEvent } from '../inbox/inbound-event.js';
import type { EventNote, InboxHandler } from '../inbox/inbox-handler.js';
import { sendNews, type SendNews } from './send-news.js';

/** A callback later than this after the intent is of another send. */
const longestDeliveryMs = 48 * 60 * 60 * 1000;
/** The clocks of the process that sent and of the one that was called may differ by so much. */
const clockSkewMs = 60 * 1000;
/** An intent younger than this may get its provider's id any moment. */
const answerDueMs = 2 * 60 * 1000;

/**
 * Tells the ledger what a status callback knows: an open send is settled by it, and the step that waits is told; the
 * delivery of an accepted one moves forward. A callback that fits no send, or several, settles nothing.
 */
export class SendStatusHandler implements InboxHandler {
  readonly name = 'send-statuses';

  constructor(
    private readonly ledger: SendLedger,
    private readonly waiting: SettledSends,
  ) {}

  /** @throws RetryableError when the send's own answer may still be on its way */
  async handle(event: InboundEvent): Promise<readonly EventNote[]> {
    const news = sendNews(event);
    if (news === undefined) return [];
    const entry = await this.find(event, news);
    if (entry === undefined) return [];

    const { outcome, delivery } = news;
    const reply = await this.ledger.settle(
      event.teamId,
      entry.key,
      { by: 'callback', outcome, delivery },
      event.receivedAt,
    );
    switch (reply.kind) {
      case 'absent':
      case 'moved':
        return [];
      case 'conflict':
        return [
          { code: 'SEND_CONFLICT', message: `The callback contradicts the ledger: ${reply.entry.conflict ?? ''}.` },
        ];
      case 'settled':
      case 'same': {
        // Also the second time: the first may have been cut off between the ledger and the step.
        const send = reply.entry.settledBy === 'call' ? undefined : settledSend(reply.entry);
        if (send !== undefined) await this.waiting.settled(send);
        return [];
      }
      default:
        return reply satisfies never;
    }
  }

  /** By the provider's id, by the key that the callback carries, else the one open send that it can only be about. */
  private async find(event: InboundEvent, news: SendNews): Promise<SendEntry | undefined> {
    const { teamId, provider, delivery } = event;
    const known = await this.ledger.findByProviderId(teamId, provider, news.providerId);
    if (known !== undefined) return known;
    if (delivery?.to === undefined) return undefined;
    if (delivery.sendKey !== undefined) {
      const named = await this.ledger.find(teamId, delivery.sendKey);
      if (named?.to === delivery.to && named.provider === provider) return named;
    }
    const open = await this.ledger.listOpenTo(teamId, delivery.to);
    const fitting = open.filter((entry) => fits(entry, event, news));
    const [only] = fitting;
    if (fitting.length === 1) return only;
    if (fitting.some(({ state, since }) => state === 'intent' && event.receivedAt - since < answerDueMs)) {
      throw new RetryableError('EARLY_CALLBACK', 'The callback came before the answer of its send.');
    }
    return undefined;
  }
}

function fits(entry: SendEntry, event: InboundEvent, news: SendNews): boolean {
  const sinceMs = event.receivedAt - entry.since;
  if (entry.provider !== event.provider || entry.channel !== news.channel) return false;
  if (sinceMs < -clockSkewMs || sinceMs > longestDeliveryMs) return false;
  const { bodyHash, isOurs } = event.delivery ?? {};
  return bodyHash === undefined ? isOurs === true : bodyHash === entry.bodyHash;
}
