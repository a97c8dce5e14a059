/** A message or call that an agent wants to make. Numbers are E.164. */
export interface SendRequest {
  readonly channel: 'sms' | 'voice';
  readonly provider: string;
  readonly to: string;
  readonly from: string;
  /** Text of the message, or what the call says. */
  readonly content: string;
  /** What research found about the number; the gate refuses on any that is true, or on a line that does not fit. */
  readonly facts?: {
    readonly litigator?: boolean;
    readonly dnc?: boolean;
    readonly deceased?: boolean;
    readonly lineType?: string;
  };
  /** IANA zones of the recipient when they are known; else they follow from the number. */
  readonly timeZones?: readonly string[];
  /**
   * Asks the provider whether the send of this intent happened. `undefined` means that it cannot be told (yet).
   * `from` and `since` (milliseconds) bound the search.
   */
  lookup?(intent: { readonly key: string; readonly since: number }): Promise<SendOutcome | undefined>;
}

/** What a provider made of one call. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string; readonly costUsd?: number }
  /** Refused for good: nothing was sent. */
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string; readonly optedOut?: boolean }
  /** Nothing was sent, and the same call may work later. */
  | { readonly kind: 'retry'; readonly code: string; readonly message: string; readonly afterMs?: number }
  /** The answer was lost: nobody can tell. */
  | { readonly kind: 'unknown'; readonly message: string };

export interface SendReceipt {
  readonly provider: string;
  readonly providerId: string;
  /** Milliseconds since 1970 at which the provider accepted. */
  readonly at: number;
  readonly costUsd?: number;
}
