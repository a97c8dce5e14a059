import { Inject, Injectable } from '@nestjs/common';
import twilio from 'twilio';
import type { CallContext } from '../http/call-context.js';
import type { SendResult } from '../http/send-result.js';
import { spokenText } from './spoken-text.js';
import { twilioOutcome } from './twilio-outcome.js';
import { TWILIO_OPTIONS, type TwilioOptions } from './twilio.options.js';
import { TwilioTransport } from './twilio-transport.js';

/** A call that says a text, or a message; numbers are E.164. */
export interface TwilioSend {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly statusCallbackUrl?: string;
}

/** A send whose answer was lost. `since`: milliseconds since 1970 at which its intent was written. */
export interface LostSend {
  readonly from: string;
  readonly to: string;
  readonly since: number;
}

interface Found {
  readonly sid: string;
  readonly dateCreated: Date | null;
  readonly price: unknown;
  readonly priceUnit: unknown;
}

/** Rows asked for in a lookup; the list is newest first and bound to one pair of numbers. */
const lookupRows = 50;

/** Thin client of Twilio's calls and messages, over the `twilio` package. One request per call; nothing is thrown. */
@Injectable()
export class TwilioService {
  constructor(@Inject(TWILIO_OPTIONS) private readonly options: TwilioOptions) {}

  /** Dials and says the text. Twilio takes no idempotency key: a lost answer is `unknown`, never `retry`. */
  createCall(send: TwilioSend, context: CallContext): Promise<SendResult> {
    const status =
      send.statusCallbackUrl === undefined
        ? {}
        : {
            statusCallback: send.statusCallbackUrl,
            statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
          };
    return this.create('POST Calls', send, context, (client) =>
      client.calls.create({ from: send.from, to: send.to, twiml: spokenText(send.text), ...status }),
    );
  }

  /** Sends a text message; the same rules as for a call. */
  createMessage(send: TwilioSend, context: CallContext): Promise<SendResult> {
    const status = send.statusCallbackUrl === undefined ? {} : { statusCallback: send.statusCallbackUrl };
    return this.create('POST Messages', send, context, (client) =>
      client.messages.create({ from: send.from, to: send.to, body: send.text, ...status }),
    );
  }

  /** The call between the two numbers since the intent; undefined when there is none, several, or no answer. */
  findCall(lost: LostSend, context: CallContext): Promise<SendResult | undefined> {
    return this.find('GET Calls', lost, context, (client) =>
      client.calls.list({ from: lost.from, to: lost.to, limit: lookupRows }),
    );
  }

  /** The message with this exact text since the intent; undefined when there is none, several, or no answer. */
  findMessage(lost: LostSend & { readonly text: string }, context: CallContext): Promise<SendResult | undefined> {
    return this.find('GET Messages', lost, context, async (client) => {
      const messages = await client.messages.list({ from: lost.from, to: lost.to, limit: lookupRows });
      return messages.filter((message) => message.body === lost.text);
    });
  }

  private async create(
    endpoint: string,
    send: TwilioSend,
    context: CallContext,
    act: (client: twilio.Twilio) => Promise<Pick<Found, 'sid' | 'price' | 'priceUnit'>>,
  ): Promise<SendResult> {
    const { client, transport } = this.connect(endpoint, context);
    try {
      const created = await act(client);
      if (!/^(CA|SM|MM)[0-9a-f]{32}$/i.test(created.sid ?? '')) {
        return { kind: 'unknown', message: 'Twilio accepted the request without naming what it created' };
      }
      return { kind: 'accepted', providerId: created.sid, ...costOf(created) };
    } catch (error) {
      return twilioOutcome(error, transport.lastHeaders, context.now(), this.secrets(send));
    }
  }

  private async find(
    endpoint: string,
    lost: LostSend,
    context: CallContext,
    list: (client: twilio.Twilio) => Promise<readonly Found[]>,
  ): Promise<SendResult | undefined> {
    try {
      const rows = await list(this.connect(endpoint, context).client);
      // Twilio's dates have whole seconds.
      const since = Math.floor(lost.since / 1000) * 1000;
      const [row, ...others] = rows.filter((each) => (each.dateCreated?.getTime() ?? 0) >= since);
      if (row === undefined || others.length > 0) return undefined;
      return { kind: 'accepted', providerId: row.sid, ...costOf(row) };
    } catch {
      // Whatever went wrong, the question stays open.
      return undefined;
    }
  }

  /** A client of one call, so that it ends with the attempt that makes it. The empty environment keeps edge and region out. */
  private connect(endpoint: string, context: CallContext): { client: twilio.Twilio; transport: TwilioTransport } {
    const { accountSid, authToken, baseUrl, timeoutMs } = this.options;
    const transport = new TwilioTransport(context, timeoutMs, endpoint);
    const client = twilio(accountSid, authToken, { httpClient: transport, env: {}, autoRetry: false });
    client.api.baseUrl = baseUrl.replace(/\/$/, '');
    return { client, transport };
  }

  /** What must not stand in a message of ours: the credentials, and what was written to whom. */
  private secrets({ text }: TwilioSend): string[] {
    const { accountSid, authToken } = this.options;
    return [text, authToken, Buffer.from(`${accountSid}:${authToken}`).toString('base64')];
  }
}

/** Twilio states prices as negative strings in the account's currency, and only once they are known. */
function costOf({ price, priceUnit }: Pick<Found, 'price' | 'priceUnit'>): { costUsd?: number } {
  const value = typeof price === 'string' && price !== '' && priceUnit === 'USD' ? Math.abs(Number(price)) : Number.NaN;
  return Number.isNaN(value) ? {} : { costUsd: value };
}
