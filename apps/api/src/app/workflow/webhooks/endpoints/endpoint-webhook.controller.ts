import { Controller, HttpCode, Inject, Param, Post, Req, UseFilters } from '@nestjs/common';
import { WorkflowError } from '@workflow/core';
import { readJson } from '../delivery-body.js';
import { EventIntake } from '../event-intake.js';
import { rawDelivery, type WebhookRequest } from '../raw-delivery.js';
import { WebhookErrorFilter } from '../webhook-error.filter.js';
import { WEBHOOK_OPTIONS, type WebhookOptions } from '../webhook-options.js';
import { WebhookEndpoints } from '../webhook-ports.js';
import { isSignedByStandard } from './standard-signature.js';

/** Teams' own endpoints, signed as Standard Webhooks. The event bears the endpoint's name. */
@Controller('webhooks/in')
@UseFilters(WebhookErrorFilter)
export class EndpointWebhookController {
  constructor(
    @Inject(EventIntake) private readonly intake: EventIntake,
    @Inject(WebhookEndpoints) private readonly endpoints: WebhookEndpoints,
    @Inject(WEBHOOK_OPTIONS) private readonly options: WebhookOptions,
  ) {}

  @Post(':endpoint')
  @HttpCode(200)
  async receive(@Param('endpoint') name: string, @Req() request: WebhookRequest): Promise<{ received: true }> {
    const endpoint = await this.endpoints.find(name);
    if (endpoint === undefined) throw new WorkflowError('NOT_FOUND', 'There is no such webhook endpoint.');
    if (endpoint.secrets.length === 0) throw new WorkflowError('NOT_CONFIGURED', 'The endpoint has no secret.');
    const delivery = rawDelivery(request, ['json']);
    // The package reads the system's clock; ours would have to agree with it.
    if (!isSignedByStandard(endpoint.secrets, delivery)) {
      this.intake.forged('endpoint');
      throw new WorkflowError('UNAUTHORIZED', 'The signature is not good.');
    }
    const receivedAt = this.options.now();
    const trusted = { provider: name, raw: delivery.raw, receivedAt };
    const body = await this.intake.usable(trusted, () => readJson(delivery.raw));
    const at = new Date(receivedAt).toISOString();
    await this.intake.takeForTeam(endpoint.teamId, {
      provider: name,
      name,
      receivedAt,
      identity: delivery.header('webhook-id'),
      payload: { provider: name, receivedAt: at, body, raw: body },
    });
    return { received: true };
  }
}
