import { randomBytes } from 'node:crypto';
import type { CallRecord } from './call.js';
import type { MessageRecord } from './message.js';

/** Messages and calls of the one account, oldest first. In memory: a restart forgets them. */
export class TwilioAccount {
  readonly messages: MessageRecord[] = [];
  readonly calls: CallRecord[] = [];
  readonly sid: string;

  constructor(sid: string) {
    this.sid = sid;
  }
}

/** A sid: the prefix and 32 hex digits. */
export function newSid(prefix: 'SM' | 'MM' | 'CA' | 'PN'): string {
  return prefix + randomBytes(16).toString('hex');
}
