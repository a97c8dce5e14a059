import { randomBytes } from 'node:crypto';
import type { Backstage } from '../backstage.js';
import type { MessageDocument } from './message.js';

/** A webhook endpoint created through the API. The signing secret is shown once, by the answer to the creation. */
export interface WebhookEndpoint {
  _id: string;
  url: string;
  subscribedEvents: string[];
  signingSecret: string;
}

/** A webhook event as sent and as kept in the notification log. `timestamp` in milliseconds. */
export interface Envelope {
  timestamp: number;
  event: string;
  identifier: string;
  metaData: unknown;
}

/** A line of the notification log. */
export interface Notification extends Envelope {
  _id: string;
  groupId: string;
  status: 'READ' | 'UNREAD';
}

/** A number that texted an opt-out word. */
export interface DncRecord {
  phoneNumber: string;
  groupId: string;
  /** ISO time. */
  createdAt: string;
}

/** Everything one SignalHouse group holds. In memory: a restart forgets it. */
export class SignalHouseAccount {
  readonly messages: MessageDocument[] = [];
  readonly notifications: Notification[] = [];
  readonly webhooks: WebhookEndpoint[] = [];
  readonly dnc: DncRecord[] = [];
  /** First answers by Idempotency-Key. */
  readonly replies = new Map<string, { status: number; body: unknown }>();
  readonly groupId: string;

  constructor(backstage: Backstage) {
    this.groupId = backstage.secrets.signalHouseGroupId;
  }

  /** Writes an event to the log, whether or not anybody receives the webhook. */
  notify(envelope: Envelope): void {
    // A copy: the log keeps what was true then, while the message document moves on.
    const frozen = structuredClone(envelope);
    this.notifications.push({
      _id: randomBytes(12).toString('hex'),
      groupId: this.groupId,
      status: 'UNREAD',
      ...frozen,
    });
  }

  blocks(phoneNumber: string): boolean {
    return this.dnc.some((record) => record.phoneNumber === phoneNumber);
  }
}
