import { randomBytes } from 'node:crypto';
import { segmentCount } from '../segments.js';

export type MessageStatus = 'ENQUEUED' | 'DEQUEUED' | 'SENT' | 'DELIVERED' | 'FAILED' | 'RECEIVED';

/** A message document as SignalHouse stores and shows it. Numbers are digits only; `cost` is in dollars. */
export interface MessageDocument {
  _id: string;
  groupId: string;
  status: MessageStatus;
  direction: 'OUTBOUND' | 'INBOUND';
  messageType: 'SMS';
  segmentCount: number;
  senderPhoneNumber: string;
  recipientPhoneNumber: string;
  messageBody: string;
  errorCode: string | null;
  successOrFailureReason: string | null;
  cost: number;
  statusHistory: { status: MessageStatus; timestamp: string }[];
  createdAt: string;
  updatedAt: string;
}

type NewMessage = Pick<
  MessageDocument,
  'groupId' | 'status' | 'direction' | 'senderPhoneNumber' | 'recipientPhoneNumber' | 'messageBody'
>;

const dollarsPerSegment = 0.015;

/** A document with a fresh 24-digit hex id; `now` in milliseconds. */
export function newMessage(content: NewMessage, now: number): MessageDocument {
  const createdAt = new Date(now).toISOString();
  const segments = segmentCount(content.messageBody);
  return {
    _id: randomBytes(12).toString('hex'),
    ...content,
    messageType: 'SMS',
    segmentCount: segments,
    errorCode: null,
    successOrFailureReason: null,
    cost: segments * dollarsPerSegment,
    statusHistory: [{ status: content.status, timestamp: createdAt }],
    createdAt,
    updatedAt: createdAt,
  };
}

/** Moves the document to a status, with its history. */
export function moveMessage(message: MessageDocument, status: MessageStatus, now: number): void {
  const timestamp = new Date(now).toISOString();
  message.status = status;
  message.updatedAt = timestamp;
  message.statusHistory.push({ status, timestamp });
}

/** Marks the document FAILED with SignalHouse's code and reason. */
export function failMessage(message: MessageDocument, errorCode: string, reason: string, now: number): void {
  message.errorCode = errorCode;
  message.successOrFailureReason = reason;
  moveMessage(message, 'FAILED', now);
}
