import { Controller, HttpCode, Inject, Post, Req, UseFilters } from '@nestjs/common';
import { WorkflowError } from '@workflow/core';
import { readJson } from '../delivery-body.js';
import { EventIntake } from '../event-intake.js';
import { rawDelivery, type WebhookRequest } from '../raw-delivery.js';
import { WebhookErrorFilter } from '../webhook-error.filter.js';
import { WEBHOOK_OPTIONS, type WebhookOptions } from '../webhook-options.js';
import { readSignalHouse } from './signalhouse-events.js';
import { isFromSignalHouse } from './signalhouse-signature.js';

const provider = 'signalhouse';

/** Messages and their statuses from SignalHouse. Answers 200 once the event is stored, within its 3 seconds. */
@Controller('webhooks/signalhouse')
@UseFilters(WebhookErrorFilter)
export class SignalHouseWebhookController {
  constructor(
    @Inject(EventIntake) private readonly intake: EventIntake,
    @Inject(WEBHOOK_OPTIONS) private readonly options: WebhookOptions,
  ) {}

  @Post()
  @HttpCode(200)
  async receive(@Req() request: WebhookRequest): Promise<{ received: true }> {
    const { signalhouse, now } = this.options;
    if (signalhouse.secrets.length + signalhouse.tokens.length === 0) {
      throw new WorkflowError('NOT_CONFIGURED', 'No signing secret of SignalHouse is configured.');
    }
    const delivery = rawDelivery(request, ['json']);
    const receivedAt = now();
    if (!isFromSignalHouse(delivery, signalhouse, receivedAt)) {
      this.intake.forged(provider);
      throw new WorkflowError('UNAUTHORIZED', 'The signature is not good.');
    }
    const deliveryId = delivery.header('x-signalhouse-delivery-id') || undefined;
    await this.intake.take({ provider, raw: delivery.raw, receivedAt }, () =>
      readSignalHouse({ provider, raw: readJson(delivery.raw), receivedAt, deliveryId }),
    );
    return { received: true };
  }
}
