import { createHmac, randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { INestApplication } from '@nestjs/common';
import { ComplianceFixture } from '../compliance/compliance.fixture.js';
import type { SettledSend } from '../compliance/door/send-event.js';
import { InboxFixture } from '../inbox/inbox.fixture.js';
import { OptOutHandler } from '../triggers/opt-out.handler.js';
import { SendStatusHandler } from '../triggers/send-status.handler.js';
import { TriggerHandler } from '../triggers/trigger.handler.js';
import { TriggerIndex } from '../triggers/trigger-index.js';
import type { PublishedTriggers } from '../triggers/trigger-ports.js';
import { EndpointWebhookController } from './endpoints/endpoint-webhook.controller.js';
import { EventIntake } from './event-intake.js';
import { SignalHouseWebhookController } from './signalhouse/signalhouse-webhook.controller.js';
import { TwilioWebhookController } from './twilio/twilio-webhook.controller.js';
import { WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-options.js';
import { ConfiguredEndpoints, ConfiguredNumbers, WebhookEndpoints } from './webhook-ports.js';

export const signalHouseSecret = 'test-secret';
export const twilioToken = '12345';
export const endpointSecret = `whsec_${Buffer.from('a secret of the endpoint').toString('base64')}`;
export const publicUrl = 'https://public.example';

/** The webhook doors over HTTP, on a real Redis, with the ports played. For tests. */
export class WebhookFixture {
  readonly compliance = new ComplianceFixture();
  readonly inbox = new InboxFixture();
  readonly told: SettledSend[] = [];
  readonly starts: { workflowId: string; trigger: unknown; key: string }[] = [];
  readonly runs = new Map<string, string>();
  published: PublishedTriggers[] = [];
  #app: INestApplication | undefined;
  #url = '';

  async listen(platform: 'fastify' | 'express', set: Partial<WebhookOptions> = {}, rawBody = true): Promise<void> {
    const options: WebhookOptions = {
      publicUrl,
      signalhouse: { secrets: [signalHouseSecret], tokens: [] },
      twilio: { authTokens: [twilioToken] },
      acceptTimeoutMs: 2_000,
      now: Date.now,
      ...set,
    };
    const { inbox, counter, logger } = this.inbox;
    const numbers = new ConfiguredNumbers({ '+15551230000': 'team_123' });
    const optOuts = new OptOutHandler(this.compliance.suppression);
    const endpoint = { endpoint: 'crm', team: 'team_123', secret: endpointSecret };

    @Module({
      controllers: [SignalHouseWebhookController, TwilioWebhookController, EndpointWebhookController],
      providers: [
        { provide: WEBHOOK_OPTIONS, useValue: options },
        { provide: EventIntake, useValue: new EventIntake(inbox, numbers, optOuts, counter, logger, options) },
        { provide: WebhookEndpoints, useValue: new ConfiguredEndpoints([endpoint]) },
      ],
    })
    class WebhookTestModule {}

    const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
    const app = await NestFactory.create(WebhookTestModule, adapter, { rawBody, logger: false });
    app.setGlobalPrefix('api');
    await app.listen(0, '127.0.0.1');
    this.#app = app;
    this.#url = await app.getUrl();
  }

  /** The processor with every handler, as it is wired. */
  process(): void {
    const waiting = { settled: async (send: SettledSend) => void this.told.push(send) };
    const index = new TriggerIndex({ revision: async () => this.published.length, list: async () => this.published });
    const runs = {
      start: async (workflowId: string, trigger: unknown, { idempotencyKey: key }: { idempotencyKey: string }) => {
        this.starts.push({ workflowId, trigger, key });
        const runId = this.runs.get(key) ?? randomUUID();
        this.runs.set(key, runId);
        return { runId };
      },
    };
    this.inbox.process([
      new OptOutHandler(this.compliance.suppression),
      new SendStatusHandler(this.compliance.ledger, waiting),
      new TriggerHandler(index, runs),
    ]);
  }

  async post(path: string, body: string | Buffer, headers: Record<string, string>): Promise<Response> {
    return fetch(`${this.#url}/api/webhooks/${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers,
      signal: AbortSignal.timeout(10_000),
    });
  }

  /** As SignalHouse signs and sends it. */
  signalHouse(content: object | string, headers: Record<string, string> = {}): Promise<Response> {
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    const timestamp = String(Date.now());
    const signature = createHmac('sha256', signalHouseSecret).update(`${timestamp}.${body}`).digest('hex');
    return this.post('signalhouse', body, {
      'content-type': 'application/json',
      'x-signalhouse-signature': signature,
      'x-signalhouse-timestamp': timestamp,
      'x-signalhouse-delivery-id': randomUUID(),
      ...headers,
    });
  }

  /** As Twilio signs and sends it, by its document; written without the package that checks it. */
  twilio(
    path: string,
    form: Record<string, string | string[]>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const url = `${publicUrl}/api/webhooks/twilio/${path}`;
    const lists = Object.entries(form).map(([name, value]) => [name, [value].flat()] as const);
    const text = [...lists]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, values]) =>
        [...new Set(values)]
          .sort()
          .map((value) => name + value)
          .join(''),
      )
      .join('');
    const signature = createHmac('sha1', twilioToken)
      .update(url + text)
      .digest('base64');
    const body = new URLSearchParams();
    for (const [name, values] of lists) for (const value of values) body.append(name, value);
    return this.post(`twilio/${path}`, body.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature,
      ...headers,
    });
  }

  async close(): Promise<void> {
    await this.#app?.close();
    await this.inbox.close();
    await this.compliance.close();
  }
}

/** A message to the team's number. */
export function inboundMessage(id: string, text: string, to = '15551230000'): object {
  const message = {
    _id: id,
    direction: 'INBOUND',
    senderPhoneNumber: '15559990000',
    recipientPhoneNumber: to,
    messageBody: text,
  };
  return { timestamp: 1, event: 'MESSAGE_RECEIVED', identifier: id, metaData: { Message: message } };
}

/** The status of a message that the team sent. */
export function messageStatus(id: string, event: string, text: string): object {
  const message = { _id: id, senderPhoneNumber: '15551230000', recipientPhoneNumber: '15559990000', messageBody: text };
  return { timestamp: 1, event, identifier: id, metaData: message };
}
