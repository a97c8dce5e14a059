import { WorkflowError } from '@workflow/core';
import type { InboundEvent } from '../inbox/inbound-event.js';
import type { EventNote, InboxHandler } from '../inbox/inbox-handler.js';

/** Where signals under a key are sent; filled by the room of runs. */
export interface SignalSender {
  toKey(
    name: string,
    key: string,
    payload: unknown,
    options: { teamId: string; idempotencyKey: string },
  ): Promise<'given' | 'kept' | 'dropped'>;
}

/** The field of each event that its signal has as its key. */
const keyFields: Readonly<Record<string, string>> = {
  'message.received': 'from',
  'message.status': 'messageId',
  'call.received': 'from',
  'call.status': 'callId',
  opt_out: 'from',
};

/** Makes of every event that came in a signal under its name, to the waits of the team under its key. */
export class SignalHandler implements InboxHandler {
  readonly name = 'signals';

  constructor(private readonly signals: SignalSender) {}

  async handle(event: InboundEvent): Promise<readonly EventNote[]> {
    const key = keyOf(event);
    if (key === undefined) return [];
    try {
      const options = { teamId: event.teamId, idempotencyKey: event.id };
      const outcome = await this.signals.toKey(event.name, key, event.payload, options);
      return outcome === 'given' ? [{ code: 'SIGNALLED', message: `A wait took it under the key ${key}.` }] : [];
    } catch (error) {
      // Too many are kept under this key already: the event itself is kept in the inbox all the same.
      if (error instanceof WorkflowError && error.code === 'CONFLICT') {
        return [{ code: 'SIGNAL_NOT_KEPT', message: error.message }];
      }
      throw error;
    }
  }
}

function keyOf({ name, payload }: InboundEvent): string | undefined {
  const field = keyFields[name];
  const { body } = payload;
  const isOwn = field === undefined && typeof body === 'object' && body !== null && !Array.isArray(body);
  const value = isOwn ? (body as { key?: unknown }).key : payload[field ?? ''];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
