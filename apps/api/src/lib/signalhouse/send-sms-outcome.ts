import type { ProviderReply } from '../http/call-provider.js';
import { providerText } from '../http/provider-text.js';
import { retryAfterMs } from '../http/retry-after.js';
import { outcomeOfFailure, outcomeOfStatus } from '../http/send-outcome.js';
import type { SendResult } from '../http/send-result.js';
import { sendSmsAnswer, type SignalHouseMessage } from './signalhouse.schema.js';

/** Error code of a recipient who opted out. */
const optOutCode = 'OUT';

/**
 * What became of `POST /message/sms`. SignalHouse answers 2xx with `enqueuedCount: 0` when moderation, an opt-out or
 * its do-not-contact list refused the message. A 2xx that cannot be read is unknown: the message may be on its way.
 */
export function sendSmsOutcome(reply: ProviderReply, now: number, secrets: readonly string[]): SendResult {
  if (reply.kind === 'failure') return outcomeOfFailure(reply.reason, reply.message);
  const { status, headers, json } = reply;
  if (status < 200 || status >= 300) {
    return outcomeOfStatus(status, errorMessage(status, json, secrets), retryAfterMs(headers, now));
  }
  const answer = sendSmsAnswer.safeParse(json);
  if (!answer.success) return { kind: 'unknown', message: `SignalHouse answered ${status} with an unreadable body` };
  const message = answer.data.insertedMessages?.[0];
  if (answer.data.enqueuedCount > 0) {
    if (message === undefined)
      return { kind: 'unknown', message: 'SignalHouse accepted the message without naming it' };
    return acceptedMessage(message);
  }
  if ((answer.data.dncBlockedNumbers ?? []).length > 0) {
    return {
      kind: 'rejected',
      code: 'PROVIDER_REJECTED',
      message: 'SignalHouse: the number is on its do-not-contact list',
    };
  }
  return refusedMessage(message, secrets);
}

/** The outcome of a message that the message list shows. */
export function outcomeOfMessage(message: SignalHouseMessage, secrets: readonly string[]): SendResult {
  return message.status?.toUpperCase() === 'FAILED' ? refusedMessage(message, secrets) : acceptedMessage(message);
}

function acceptedMessage(message: SignalHouseMessage): SendResult {
  return {
    kind: 'accepted',
    providerId: message._id,
    ...(typeof message.cost === 'number' ? { costUsd: message.cost } : {}),
  };
}

function refusedMessage(message: SignalHouseMessage | undefined, secrets: readonly string[]): SendResult {
  const code = providerText(String(message?.errorCode ?? ''), secrets);
  const optedOut = code.toUpperCase() === optOutCode;
  return {
    kind: 'rejected',
    code: 'PROVIDER_REJECTED',
    message: `SignalHouse queued nothing${code === '' ? '' : ` (${code})`}`,
    ...(optedOut ? { optedOut } : {}),
  };
}

function errorMessage(status: number, json: unknown, secrets: readonly string[]): string {
  const said =
    typeof json === 'object' && json !== null && 'message' in json ? providerText(json.message, secrets) : '';
  return `SignalHouse answered ${status}${said === '' ? '' : `: ${said}`}`;
}
