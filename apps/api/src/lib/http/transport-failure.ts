/**
 * Why there is no usable answer. `refused`: no connection was made, so the provider got nothing. After every other
 * reason the provider may have done what was asked.
 */
export type FailureReason = 'refused' | 'timeout' | 'aborted' | 'dropped' | 'oversized';

/** A call without an answer. Holds no header, URL or body, so it may be logged and stored. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';

  constructor(
    readonly reason: FailureReason,
    /** Code of the operating system or of the HTTP client, such as `ECONNREFUSED`. */
    readonly systemCode?: string,
  ) {
    super(systemCode === undefined ? reason : `${reason} (${systemCode})`);
  }
}

/** Codes with which a connection fails before a byte of the request leaves. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * Names what `fetch` threw. The original error is dropped: its causes hold sockets and requests.
 * `caller` is the signal of whoever asked; an abort that is not theirs was our timeout.
 */
export function toTransportFailure(error: unknown, caller: AbortSignal): TransportFailure {
  if (error instanceof TransportFailure) return error;
  if (caller.aborted) return new TransportFailure('aborted');
  if (error instanceof Error && error.name === 'TimeoutError') return new TransportFailure('timeout');
  const codes = systemCodesOf(error);
  const code = codes[0];
  if (codes.length > 0 && codes.every((each) => neverSent.has(each))) return new TransportFailure('refused', code);
  return new TransportFailure('dropped', code);
}

/** Codes of an error and its causes; a host with several addresses fails with one error for each. */
function systemCodesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const parts = error instanceof AggregateError ? error.errors.flatMap((each) => systemCodesOf(each, depth + 1)) : [];
  return [...code, ...parts, ...systemCodesOf(error.cause, depth + 1)];
}
