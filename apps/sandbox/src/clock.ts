/** Milliseconds since the epoch. Injected so that a test can decide what time the providers think it is. */
export type Clock = () => number;

/** Date as Twilio's API writes it (RFC 2822 with a numeric zone): `Tue, 31 Aug 2010 20:36:28 +0000`. */
export function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}
