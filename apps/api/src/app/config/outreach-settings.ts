import type { Variables } from './environment.schema.js';
import type { Providers } from './provider-settings.js';

/** Who messages come from, and where providers report what became of them. */
export interface OutreachSettings {
  /** E.164 number to team. */
  readonly numbers: Readonly<Record<string, string>>;
  /** Senders of a team without a number of its own. */
  readonly defaultNumbers: { readonly sms?: string; readonly voice?: string };
  readonly statusCallbackUrls: { readonly sms?: string; readonly voice?: string };
  readonly isSandbox: { readonly sms: boolean; readonly voice: boolean };
}

/** A number that no one holds, for senders in the sandbox. */
const sandboxNumber = '+12125550100';

/** Texts go through SignalHouse, calls through Twilio. */
export function outreachSettings(
  variables: Variables,
  providers: Providers,
  publicUrl: string | undefined,
): OutreachSettings {
  const { SABRINA_PHONE_NUMBER: own, DEFAULT_PHONE_NUMBER: common } = variables;
  const isSandbox = { sms: providers.signalHouse.isSandbox, voice: providers.twilio.isSandbox };
  return {
    numbers: variables.WORKFLOW_NUMBERS ?? {},
    defaultNumbers: {
      sms: own ?? variables.SIGNALHOUSE_DEFAULT_NUMBER ?? common ?? (isSandbox.sms ? sandboxNumber : undefined),
      voice: variables.TWILIO_PHONE_NUMBER ?? own ?? common ?? (isSandbox.voice ? sandboxNumber : undefined),
    },
    statusCallbackUrls:
      publicUrl === undefined
        ? {}
        : { sms: `${publicUrl}/api/webhooks/signalhouse`, voice: `${publicUrl}/api/webhooks/twilio/voice/status` },
    isSandbox,
  };
}
