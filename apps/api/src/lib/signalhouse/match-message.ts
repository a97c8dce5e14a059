import type { SignalHouseMessage } from './signalhouse.schema.js';

/** What identifies a message of ours in the provider's list. */
export interface SentMessage {
  /** E.164. */
  readonly from: string;
  /** E.164. */
  readonly to: string;
  readonly body: string;
  /** Milliseconds since 1970 at which the intent was written. */
  readonly since: number;
}

/** How far the provider's clock may be behind ours; a larger lag leaves the send unknown rather than mistaken. */
const clockLagMs = 2_000;

/** Messages of the list that can be this one: same sender, recipient and exact body, not older than the intent. */
export function matchingMessages(list: readonly SignalHouseMessage[], sent: SentMessage): SignalHouseMessage[] {
  const from = phoneDigits(sent.from);
  const to = phoneDigits(sent.to);
  return list.filter((message) => {
    const recipients = [message.recipientPhoneNumber ?? []].flat().map(phoneDigits);
    return (
      message.messageBody === sent.body &&
      phoneDigits(message.senderPhoneNumber ?? '') === from &&
      recipients.includes(to) &&
      new Date(message.createdAt ?? Number.NaN).getTime() >= sent.since - clockLagMs
    );
  });
}

/** SignalHouse writes numbers as digits alone, without a plus. */
export function phoneDigits(phone: string): string {
  return phone.replaceAll(/\D/g, '');
}
