import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import { WORKFLOW_ENGINE } from '../engine.provider.js';
import type { Engine } from '../engine.js';
import { OptOutHandler } from '../triggers/opt-out.handler.js';
import { WORKFLOW_OPTIONS, type WorkflowOptions } from '../workflow.options.js';
import { EndpointWebhookController } from './endpoints/endpoint-webhook.controller.js';
import { EventIntake } from './event-intake.js';
import { RawBodyCheck } from './raw-body-check.js';
import { SignalHouseWebhookController } from './signalhouse/signalhouse-webhook.controller.js';
import { TwilioWebhookController } from './twilio/twilio-webhook.controller.js';
import { WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-options.js';
import { ConfiguredEndpoints, ConfiguredNumbers, WebhookEndpoints } from './webhook-ports.js';

export const webhookControllers: readonly Type[] = [
  SignalHouseWebhookController,
  TwilioWebhookController,
  EndpointWebhookController,
];

/** Milliseconds in which an event must be stored, well within a provider's patience. */
const acceptTimeoutMs = 2_000;

const optionsProvider: FactoryProvider<WebhookOptions> = {
  provide: WEBHOOK_OPTIONS,
  inject: [WORKFLOW_OPTIONS, WORKFLOW_ENGINE],
  useFactory: ({ webhooks }: WorkflowOptions, { clock }: Engine) => ({
    publicUrl: webhooks?.publicUrl,
    signalhouse: webhooks?.signalhouse ?? { secrets: [], tokens: [] },
    twilio: webhooks?.twilio ?? { authTokens: [] },
    hasRawBody: webhooks?.hasRawBody,
    acceptTimeoutMs,
    now: () => clock.now(),
  }),
};

const intakeProvider: FactoryProvider<EventIntake> = {
  provide: EventIntake,
  inject: [WORKFLOW_ENGINE, WORKFLOW_OPTIONS],
  useFactory: ({ inbox, suppression, webhookCounters }: Engine, { webhooks, logger }: WorkflowOptions) =>
    new EventIntake(
      inbox,
      webhooks?.numbers ?? new ConfiguredNumbers({}),
      new OptOutHandler(suppression),
      webhookCounters,
      logger,
      { acceptTimeoutMs },
    ),
};

const endpointsProvider: FactoryProvider<WebhookEndpoints> = {
  provide: WebhookEndpoints,
  inject: [WORKFLOW_OPTIONS],
  useFactory: ({ webhooks }: WorkflowOptions) => webhooks?.endpoints ?? new ConfiguredEndpoints([]),
};

export const webhookProviders: readonly Provider[] = [optionsProvider, intakeProvider, endpointsProvider, RawBodyCheck];
