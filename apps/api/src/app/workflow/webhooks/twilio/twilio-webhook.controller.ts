import { Controller, Header, HttpCode, Inject, Post, Req, UseFilters } from '@nestjs/common';
import { WorkflowError } from '@workflow/core';
import { isSignedByTwilio } from '../../../../lib/twilio/webhook-signature.js';
import { readForm, readJson } from '../delivery-body.js';
import { EventIntake } from '../event-intake.js';
import { rawDelivery, type RawDelivery, type WebhookRequest } from '../raw-delivery.js';
import { WebhookErrorFilter } from '../webhook-error.filter.js';
import { WEBHOOK_OPTIONS, type WebhookOptions } from '../webhook-options.js';
import { readTwilio, type TwilioHook } from './twilio-events.js';

const provider = 'twilio';
/** TwiML that does nothing more. */
const nothing = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** Messages and calls from Twilio, each kind at its own URL. Answers once the event is stored. */
@Controller('webhooks/twilio')
@UseFilters(WebhookErrorFilter)
export class TwilioWebhookController {
  constructor(
    @Inject(EventIntake) private readonly intake: EventIntake,
    @Inject(WEBHOOK_OPTIONS) private readonly options: WebhookOptions,
  ) {}

  @Post('sms')
  @HttpCode(200)
  @Header('content-type', 'text/xml; charset=utf-8')
  async sms(@Req() request: WebhookRequest): Promise<string> {
    await this.take('sms', request);
    return nothing;
  }

  @Post('sms/status')
  @HttpCode(204)
  smsStatus(@Req() request: WebhookRequest): Promise<void> {
    return this.take('smsStatus', request);
  }

  @Post('voice')
  @HttpCode(200)
  @Header('content-type', 'text/xml; charset=utf-8')
  async voice(@Req() request: WebhookRequest): Promise<string> {
    await this.take('voice', request);
    return nothing;
  }

  @Post('voice/status')
  @HttpCode(204)
  voiceStatus(@Req() request: WebhookRequest): Promise<void> {
    return this.take('voiceStatus', request);
  }

  private async take(hook: TwilioHook, request: WebhookRequest): Promise<void> {
    const { publicUrl, twilio, now } = this.options;
    if (twilio.authTokens.length === 0 || publicUrl === undefined) {
      throw new WorkflowError('NOT_CONFIGURED', 'The auth token of Twilio or the public URL is not configured.');
    }
    const delivery = rawDelivery(request, ['form', 'json']);
    if (!isSigned(delivery, publicUrl, twilio.authTokens)) {
      this.intake.forged(provider);
      throw new WorkflowError('UNAUTHORIZED', 'The signature is not good.');
    }
    const receivedAt = now();
    const sendKey = new URL(delivery.path, publicUrl).searchParams.get('send') ?? undefined;
    await this.intake.take({ provider, raw: delivery.raw, receivedAt }, () => {
      const raw = delivery.type === 'form' ? { ...readForm(delivery.raw) } : readJson(delivery.raw);
      return readTwilio(hook, { provider, raw, receivedAt, sendKey });
    });
  }
}

function isSigned(delivery: RawDelivery, publicUrl: string, tokens: readonly string[]): boolean {
  const url = publicUrl.replace(/\/+$/, '') + delivery.path;
  const signature = delivery.header('x-twilio-signature');
  const body = delivery.type === 'form' ? { form: readForm(delivery.raw) } : { raw: delivery.raw.toString('utf8') };
  return isSignedByTwilio(tokens, { url, signature, body });
}
