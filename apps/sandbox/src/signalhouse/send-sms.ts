import type { Backstage } from '../backstage.js';
import type { Fault } from '../fault.js';
import type { Answer, Effect, Performed } from '../operation.js';
import type { SignalHouseAccount } from './account.js';
import { deliverMessage } from './delivery.js';
import { signalHouseError } from './errors.js';
import { failMessage, newMessage, type MessageDocument } from './message.js';
import { signalHouseModes, signalHouseSuffixes, type SignalHouseMode } from './modes.js';

/** Body of `POST /message/sms` after its checks. */
export interface SmsRequest {
  senderPhoneNumber: string;
  recipientPhoneNumber: string[];
  messageBody: string;
  statusCallbackUrl: string | undefined;
}

const digitsOnly = /^\d{10,15}$/;

/** The request, or SignalHouse's 400 saying which field is wrong. Numbers are digits only, recipients an array. */
export function readSmsRequest(body: Record<string, unknown> | undefined): SmsRequest | Answer {
  if (body === undefined) return signalHouseError(400, 'the body must be a JSON object');
  const { senderPhoneNumber, recipientPhoneNumber, messageBody, statusCallbackUrl } = body;
  if (typeof senderPhoneNumber !== 'string' || !digitsOnly.test(senderPhoneNumber)) {
    return signalHouseError(400, 'senderPhoneNumber must be a string of at least 10 digits without a plus sign');
  }
  if (!Array.isArray(recipientPhoneNumber) || recipientPhoneNumber.length === 0) {
    return signalHouseError(400, 'recipientPhoneNumber must be an array with at least one number');
  }
  const recipients = recipientPhoneNumber.filter((number): number is string => typeof number === 'string');
  if (recipients.length < recipientPhoneNumber.length || !recipients.every((number) => digitsOnly.test(number))) {
    return signalHouseError(400, 'recipientPhoneNumber must hold strings of at least 10 digits without a plus sign');
  }
  if (typeof messageBody !== 'string' || messageBody.trim() === '') {
    return signalHouseError(400, 'messageBody is required');
  }
  const url = typeof statusCallbackUrl === 'string' && statusCallbackUrl !== '' ? statusCallbackUrl : undefined;
  return { senderPhoneNumber, recipientPhoneNumber: recipients, messageBody, statusCallbackUrl: url };
}

/** Sends to every recipient, each with its own outcome, and answers 201 even when none was enqueued. */
export function sendSms(
  backstage: Backstage,
  account: SignalHouseAccount,
  sms: SmsRequest,
  fault: Fault<string> | undefined,
): Performed {
  const recipients = sms.recipientPhoneNumber;
  const bySuffix = (number: string) => backstage.knobs.bySuffix('signalHouse', number, signalHouseSuffixes);
  const isForAll = !recipients.some((number) => bySuffix(number) === fault);
  const documents: MessageDocument[] = [];
  const blocked: string[] = [];
  const effects: Effect[] = [];

  for (const to of recipients) {
    const mode = ownMode(isForAll ? fault : bySuffix(to));
    const effect = { to, from: sms.senderPhoneNumber, body: sms.messageBody };
    if (mode === 'dnc' || (backstage.knobs.of('signalHouse').enforceDnc && account.blocks(to))) {
      blocked.push(to);
      effects.push({ ...effect, accepted: false, note: 'dnc' });
      continue;
    }
    const message = newMessage(
      {
        groupId: account.groupId,
        status: 'ENQUEUED',
        direction: 'OUTBOUND',
        senderPhoneNumber: sms.senderPhoneNumber,
        recipientPhoneNumber: to,
        messageBody: sms.messageBody,
      },
      backstage.clock(),
    );
    account.messages.push(message);
    const refusal = mode === undefined ? undefined : refusals[mode];
    if (refusal !== undefined) failMessage(message, refusal.errorCode, refusal.reason, backstage.clock());
    documents.push(structuredClone(message));
    effects.push({ ...effect, providerId: message._id, accepted: refusal === undefined });
    if (refusal === undefined) {
      deliverMessage(backstage, account, { message, mode, statusCallbackUrl: sms.statusCallbackUrl });
    }
  }
  const enqueuedCount = documents.filter((document) => document.status === 'ENQUEUED').length;
  const body = {
    requestedRecipientCount: recipients.length,
    enqueuedCount,
    failedCount: recipients.length - enqueuedCount,
    insertedMessages: documents,
    dncBlockedNumbers: blocked,
  };
  return { answer: { status: 201, body }, effects };
}

const refusals: Partial<Record<SignalHouseMode, { errorCode: string; reason: string }>> = {
  refused: { errorCode: 'MODERATION', reason: 'Blocked by content moderation' },
  optOut: { errorCode: 'OUT', reason: 'Recipient has opted out' },
};

function ownMode(fault: Fault<string> | undefined): SignalHouseMode | undefined {
  return signalHouseModes.find((mode) => mode === fault?.mode);
}
