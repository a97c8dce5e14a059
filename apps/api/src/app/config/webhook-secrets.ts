import type { Variables } from './environment.schema.js';
import { defaultSandboxCredentials } from './environment.values.js';
import type { Providers } from './provider-settings.js';

/** What providers sign their webhooks with. An empty list means that the route answers 503, never that it is open. */
export interface WebhookSecrets {
  readonly signalhouse: {
    /** Signing secrets, the second one while they are rotated. */
    readonly secrets: readonly string[];
    /** Static tokens of endpoints from before webhooks were signed. */
    readonly tokens: readonly string[];
  };
  readonly twilio: { readonly authTokens: readonly string[] };
}

/** The secrets that are set; SignalHouse's sandbox signs with one that is known. */
export function webhookSecrets(variables: Variables, providers: Providers): WebhookSecrets {
  const known = { ...defaultSandboxCredentials, ...variables.SANDBOX_CREDENTIALS }.signalHouseWebhookSecret;
  const own = variables.SIGNALHOUSE_WEBHOOK_SECRET ?? (providers.signalHouse.isSandbox ? known : undefined);
  return {
    signalhouse: {
      secrets: given(own, variables.SIGNALHOUSE_WEBHOOK_SECRET_SECONDARY),
      tokens: given(variables.SIGNALHOUSE_WEBHOOK_TOKEN, variables.SIGNALHOUSE_WEBHOOK_TOKEN_SECONDARY),
    },
    twilio: { authTokens: given(providers.twilio.authToken, variables.TWILIO_AUTH_TOKEN_SECONDARY) },
  };
}

function given(...values: readonly (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined);
}
