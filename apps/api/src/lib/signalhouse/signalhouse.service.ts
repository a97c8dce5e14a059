import { Inject, Injectable } from '@nestjs/common';
import type { CallContext } from '../http/call-context.js';
import { callProvider, type ProviderReply } from '../http/call-provider.js';
import type { SendResult } from '../http/send-result.js';
import { matchingMessages, phoneDigits, type SentMessage } from './match-message.js';
import { outcomeOfMessage, sendSmsOutcome } from './send-sms-outcome.js';
import { SIGNALHOUSE_OPTIONS, type SignalHouseOptions } from './signalhouse.options.js';
import { messageListAnswer } from './signalhouse.schema.js';

/** A text message; numbers are E.164. */
export interface Sms {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** Stable over attempts. Sent along, not relied on: the vendor documents no such header. */
  readonly idempotencyKey: string;
  /** Where SignalHouse reports what became of the message. */
  readonly statusCallbackUrl?: string;
}

/**
 * Thin client of SignalHouse v2, written after the vendor's SDK (`@signalhousellc/sdk` 1.0.68). One request per call,
 * nothing is repeated, nothing is thrown.
 */
@Injectable()
export class SignalHouseService {
  constructor(@Inject(SIGNALHOUSE_OPTIONS) private readonly options: SignalHouseOptions) {}

  /** Sends one message. A lost answer, a server error or an unreadable 2xx is `unknown`, never `retry`. */
  async sendSms(sms: Sms, context: CallContext): Promise<SendResult> {
    const body = JSON.stringify({
      senderPhoneNumber: phoneDigits(sms.from),
      recipientPhoneNumber: [phoneDigits(sms.to)],
      messageBody: sms.body,
      enableShortlink: false,
      ...(sms.statusCallbackUrl === undefined ? {} : { statusCallbackUrl: sms.statusCallbackUrl }),
    });
    const reply = await this.call('POST', '/message/sms', context, {
      body,
      headers: { 'content-type': 'application/json', 'idempotency-key': sms.idempotencyKey },
    });
    // An answer may repeat the request: what was written to whom is nobody else's to read.
    return sendSmsOutcome(reply, context.now(), [this.options.apiKey, sms.body]);
  }

  /**
   * Asks the message list what became of a message whose answer was lost. Undefined when that cannot be told: the list
   * is not to be had, does not show the message (yet), or shows several that could be it.
   */
  async findMessage(sent: SentMessage, context: CallContext): Promise<SendResult | undefined> {
    if (this.options.groupId === undefined) return undefined;
    const reply = await this.call('GET', '/message', context, {
      query: {
        groupId: this.options.groupId,
        startDate: new Date(sent.since - 60_000).toISOString(),
        endDate: new Date(context.now() + 60_000).toISOString(),
        senderPhoneNumber: phoneDigits(sent.from),
        recipientPhoneNumber: phoneDigits(sent.to),
        limit: '100',
      },
    });
    if (reply.kind === 'failure' || reply.status !== 200) return undefined;
    const list = messageListAnswer.safeParse(reply.json);
    if (!list.success) return undefined;
    const [message, ...others] = matchingMessages(list.data, sent);
    if (message === undefined || others.length > 0) return undefined;
    return outcomeOfMessage(message, [this.options.apiKey]);
  }

  private call(
    method: 'GET' | 'POST',
    path: string,
    context: CallContext,
    extra: { body?: string; headers?: Record<string, string>; query?: Record<string, string> },
  ): Promise<ProviderReply> {
    const url = new URL(this.options.baseUrl.replace(/\/$/, '') + path);
    url.search = new URLSearchParams(extra.query).toString();
    return callProvider(
      {
        provider: 'SignalHouse',
        endpoint: `${method} ${path}`,
        method,
        url,
        headers: { accept: 'application/json', authorization: `Bearer ${this.options.apiKey}`, ...extra.headers },
        ...(extra.body === undefined ? {} : { body: extra.body }),
        timeoutMs: this.options.timeoutMs,
      },
      context,
    );
  }
}
