/** Seven digits and more, however they are grouped: the number of a person, or of an account. */
const longNumber = /\+?\d(?:[ ().-]{0,2}\d){6,}/g;
/** Characters that a part of a hidden text has at the least; shorter ones are words that anybody uses. */
const shortestPart = 12;

/**
 * A provider's words, fit to be stored: what is hidden and long numbers replaced, control characters gone, 200 characters
 * at most. Providers have been seen to repeat parts of the request, the key among them; of a hidden text (one with
 * spaces) its parts are replaced too.
 */
export function providerText(text: unknown, hidden: readonly string[]): string {
  if (typeof text !== 'string') return '';
  const clean = hidden
    .filter((secret) => secret.length > 0)
    .reduce((rest, secret) => withoutParts(rest.replaceAll(secret, '[redacted]'), secret), text)
    .replaceAll(longNumber, '[number]')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  return clean.length > 200 ? `${clean.slice(0, 199)}…` : clean;
}

/** The text without the longest runs that it shares with a hidden text. */
function withoutParts(text: string, hidden: string): string {
  if (!hidden.includes(' ')) return text;
  let kept = '';
  for (let at = 0; at < text.length;) {
    let length = shortestPart;
    if (!hidden.includes(text.slice(at, at + length)) || at + length > text.length) {
      kept += text[at];
      at += 1;
      continue;
    }
    while (at + length < text.length && hidden.includes(text.slice(at, at + length + 1))) length += 1;
    kept += '[redacted]';
    at += length;
  }
  return kept;
}
