import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-options.js';

/** Says at boot that no signature can be checked, before a provider finds out. */
@Injectable()
export class RawBodyCheck implements OnApplicationBootstrap {
  constructor(@Inject(WEBHOOK_OPTIONS) private readonly options: WebhookOptions) {}

  /** @throws Error when webhooks are configured on an application that is known to keep no raw bodies */
  onApplicationBootstrap(): void {
    const { hasRawBody, signalhouse, twilio } = this.options;
    const isConfigured = signalhouse.secrets.length + signalhouse.tokens.length + twilio.authTokens.length > 0;
    if (!isConfigured || hasRawBody === true) return;
    const message = 'Webhook signatures are checked over raw bodies: create the application with rawBody: true.';
    if (hasRawBody === false) throw new Error(message);
    new Logger('Webhooks').warn(`${message} Without it every delivery is answered 503.`);
  }
}
