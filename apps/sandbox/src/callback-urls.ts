/** Where the providers' accounts are configured to send webhooks. An absent URL means that nothing is sent. */
export interface CallbackUrls {
  /** SignalHouse account webhook: inbound messages and delivery events. */
  signalHouseUrl?: string;
  /** Twilio number configuration: "a message comes in". */
  twilioSmsUrl?: string;
  /** Twilio number configuration: "a call comes in". */
  twilioVoiceUrl?: string;
  /** Message status when the request names no StatusCallback. */
  twilioSmsStatusUrl?: string;
  /** Call status when the request names no StatusCallback. */
  twilioCallStatusUrl?: string;
  /** Tracerfy account setting: a batch is complete. */
  tracerfyUrl?: string;
}

export const callbackUrlNames = [
  'signalHouseUrl',
  'twilioSmsUrl',
  'twilioVoiceUrl',
  'twilioSmsStatusUrl',
  'twilioCallStatusUrl',
  'tracerfyUrl',
] as const satisfies readonly (keyof CallbackUrls)[];
