/** Nest token of SABRINA's numbers and callback addresses. */
export const SABRINA_OPTIONS = Symbol('SABRINA_OPTIONS');

export interface SabrinaOptions {
  /** Senders of a team without numbers of its own; E.164. */
  readonly defaultNumbers: { readonly sms?: string; readonly voice?: string };
  /** Which team a number belongs to; E.164 to team id. */
  readonly numbers: Readonly<Record<string, string>>;
  /** Where the providers report what became of a message or call; absent without a public URL. */
  readonly statusCallbackUrls: { readonly sms?: string; readonly voice?: string };
  readonly isSandbox: { readonly sms: boolean; readonly voice: boolean };
}
