/** Nest token of the Twilio account in use. */
export const TWILIO_OPTIONS = Symbol('TWILIO_OPTIONS');

export interface TwilioOptions {
  /** Such as `https://api.twilio.com`. */
  readonly baseUrl: string;
  /** `AC` and 32 hexadecimal digits. */
  readonly accountSid: string;
  readonly authToken: string;
  readonly timeoutMs: number;
}
