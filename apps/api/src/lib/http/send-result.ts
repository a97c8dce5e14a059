/** What a provider made of one message or call; the engine's send ledger takes it as it is. */
export type SendResult =
  | { readonly kind: 'accepted'; readonly providerId: string; readonly costUsd?: number }
  | { readonly kind: 'rejected'; readonly code: SendCode; readonly message: string; readonly optedOut?: boolean }
  | { readonly kind: 'retry'; readonly code: SendCode; readonly message: string; readonly afterMs?: number }
  | { readonly kind: 'unknown'; readonly message: string };

/** Codes of the error table that a refused send can carry; the provider's own code stands in the message. */
export type SendCode = 'PROVIDER_UNAVAILABLE' | 'PROVIDER_RATE_LIMITED' | 'PROVIDER_REJECTED' | 'PROVIDER_UNAUTHORIZED';
