import { z } from 'zod';
import type { Delivery, SettledOutcome } from '../compliance/ledger/send-entry.js';
import type { InboundEvent } from '../inbox/inbound-event.js';

/** What a status callback says of a send. */
export interface SendNews {
  readonly channel: 'sms' | 'voice';
  readonly providerId: string;
  readonly outcome: SettledOutcome;
  readonly delivery: Delivery;
}

const messageSchema = z.object({
  messageId: z.string(),
  status: z.enum(['sent', 'delivered', 'failed']),
  errorCode: z.string().optional(),
});
const callSchema = z.object({ callId: z.string(), status: z.string() });

/** Reads the news of a status event; undefined for every other event. @throws ZodError */
export function sendNews(event: InboundEvent): SendNews | undefined {
  switch (event.name) {
    case 'message.status': {
      const { messageId, status, errorCode } = messageSchema.parse(event.payload);
      return news('sms', messageId, status, status === 'failed' ? (errorCode ?? 'DELIVERY_FAILED') : undefined);
    }
    case 'call.status': {
      const { callId, status } = callSchema.parse(event.payload);
      const wasNeverMade = status === 'failed' || status === 'canceled';
      return news('voice', callId, callDelivery(status), wasNeverMade ? `CALL_${status.toUpperCase()}` : undefined);
    }
    default:
      return undefined;
  }
}

/** A send that its provider took and could not bring to an end is, while nobody knew of it, as good as refused. */
function news(channel: SendNews['channel'], providerId: string, delivery: Delivery, code?: string): SendNews {
  if (code === undefined) return { channel, providerId, delivery, outcome: { kind: 'accepted', providerId } };
  const message = 'The provider could not deliver it.';
  return { channel, providerId, delivery, outcome: { kind: 'rejected', code, message } };
}

/** Statuses of a call as "Call resource" names them. */
function callDelivery(status: string): Delivery {
  switch (status) {
    case 'completed':
      return 'delivered';
    case 'busy':
    case 'no-answer':
    case 'failed':
    case 'canceled':
      return 'failed';
    default:
      return 'sent';
  }
}
