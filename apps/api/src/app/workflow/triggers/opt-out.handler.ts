import { z } from 'zod';
import { soundsUnwilling } from '../compliance/suppression/opt-out-words.js';
import type { Suppression } from '../compliance/suppression/suppression.js';
import type { InboundEvent } from '../inbox/inbound-event.js';
import type { EventNote, InboxHandler } from '../inbox/inbox-handler.js';

const messageSchema = z.object({ from: z.string(), text: z.string() });

/**
 * Suppresses a number whose holder opted out, before anything else is made of the event, and lifts that when they opt
 * in again. A message that only sounds unwilling is noted on the event, for a person to look at.
 */
export class OptOutHandler implements InboxHandler {
  readonly name = 'opt-outs';
  readonly isUrgent = true;

  constructor(private readonly suppression: Suppression) {}

  async handle(event: InboundEvent): Promise<readonly EventNote[]> {
    const { teamId, receivedAt: at } = event;
    if (event.name !== 'opt_out' && event.name !== 'message.received') return [];
    const { from, text } = messageSchema.parse(event.payload);
    if (event.consent === 'optOut') {
      await this.suppression.add(teamId, from, {
        source: 'reply',
        reason: 'The person asked for no more messages.',
        at,
      });
      return [];
    }
    if (event.consent === 'optIn') {
      await this.suppression.optIn(teamId, from, at);
      return [{ code: 'OPTED_IN', message: 'The person asked for messages again.' }];
    }
    if (!soundsUnwilling(text)) return [];
    return [{ code: 'SOUNDS_UNWILLING', message: 'The message sounds like a refusal; a person should look at it.' }];
  }
}
