/** Token of `WebhookOptions`. */
export const WEBHOOK_OPTIONS = Symbol('WEBHOOK_OPTIONS');

/** What the webhooks need to know; a door without its secret answers 503. */
export interface WebhookOptions {
  /** Public base of this API as providers call it, with the path that a gateway takes off; Twilio signs it. */
  readonly publicUrl?: string;
  readonly signalhouse: {
    /** Signing secrets of the endpoints: one, or two while they are rotated. */
    readonly secrets: readonly string[];
    /** Static tokens of endpoints from before signatures; none unless the operator still has such an endpoint. */
    readonly tokens: readonly string[];
  };
  readonly twilio: {
    /** Auth tokens of the account, the primary and the secondary one. */
    readonly authTokens: readonly string[];
  };
  /** Whether the application was made with `rawBody: true`; undefined when the host does not say. */
  readonly hasRawBody?: boolean;
  /** Milliseconds that taking an event in may last before the provider is told to come again. */
  readonly acceptTimeoutMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
