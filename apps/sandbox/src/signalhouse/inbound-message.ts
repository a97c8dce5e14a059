import { randomUUID } from 'node:crypto';
import type { Backstage } from '../backstage.js';
import { deliverInbound, urlFor, type InboundOptions, type InboundResult } from '../inbound.js';
import { digitsOf } from '../phone-number.js';
import type { SignalHouseAccount } from './account.js';
import { newMessage } from './message.js';
import { announce } from './webhook.js';

/** A text from a person to one of our numbers, in any spelling of the numbers. */
export interface SignalHouseInbound {
  from: string;
  to: string;
  body: string;
}

const optOutWords = new Set([
  ...['stop', 'stopall', 'stop all', 'quit', 'end', 'revoke', 'optout', 'opt out', 'opt-out', 'cancel'],
  'unsubscribe',
]);

/** Sends MESSAGE_RECEIVED for each message. An opt-out word also enters the number in the DNC list. */
export async function receiveSignalHouse(
  backstage: Backstage,
  account: SignalHouseAccount,
  inbound: SignalHouseInbound | SignalHouseInbound[],
  options: InboundOptions = {},
): Promise<InboundResult> {
  if (account.webhooks.length === 0) urlFor(backstage.callbacks.signalHouseUrl, options, 'signalHouseUrl');
  const ids: string[] = [];
  const parcels = [inbound].flat().flatMap(({ from, to, body }, index) => {
    const now = backstage.clock() + index;
    const message = newMessage(
      {
        groupId: account.groupId,
        status: 'RECEIVED',
        direction: 'INBOUND',
        senderPhoneNumber: digitsOf(from),
        recipientPhoneNumber: digitsOf(to),
        messageBody: body,
      },
      now,
    );
    account.messages.push(message);
    ids.push(message._id);
    if (isOptOut(body)) {
      account.dnc.push({ phoneNumber: digitsOf(from), groupId: account.groupId, createdAt: message.createdAt });
    }
    const envelope = {
      timestamp: now,
      event: 'MESSAGE_RECEIVED',
      identifier: message._id,
      metaData: { Message: message },
    };
    // Repetitions of one webhook are retries to the receiver, and those keep their delivery id.
    return announce(backstage, account, envelope, options).map((parcel) => ({ ...parcel, id: randomUUID() }));
  });
  return deliverInbound(backstage, parcels, ids, options);
}

/** SignalHouse compares the whole message: NFKC, lower case, no punctuation around it, single spaces. */
function isOptOut(text: string): boolean {
  const normal = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .replace(/\s+/g, ' ');
  return optOutWords.has(normal);
}
