/** What a whole message says about being contacted; undefined when it says something else. */
export type ConsentWord = 'optOut' | 'optIn' | 'help';

/**
 * The words that revoke consent by themselves: 47 CFR 64.1200(a)(10) names stop, quit, end, revoke, opt out, cancel and
 * unsubscribe; the rest are those that the SMS providers' documents say they enforce.
 */
const optOut = [
  'stop',
  'stopall',
  'stop all',
  'quit',
  'end',
  'revoke',
  'optout',
  'opt out',
  'opt-out',
  'cancel',
  'unsubscribe',
];
const optIn = ['start', 'unstop', 'optin', 'opt in', 'opt-in', 'subscribe', 'resubscribe'];
const help = ['help', 'info'];

const words: ReadonlyMap<string, ConsentWord> = new Map([
  ...optOut.map((word) => [word, 'optOut'] as const),
  ...optIn.map((word) => [word, 'optIn'] as const),
  ...help.map((word) => [word, 'help'] as const),
]);

/** No word is longer: a longer message is not looked at. */
const longestLooked = 64;

/** Reads a whole message: a word inside other words ("please send the end date") is not one. */
export function consentWord(text: string): ConsentWord | undefined {
  return text.length > longestLooked ? undefined : words.get(normalise(text));
}

/**
 * Phrases of people who want to be left alone without a word that revokes by itself. Never an opt-out by themselves: a
 * suspicion for a person to look at, and never taken for interest.
 */
const unwilling =
  /\b(?:not interested|no thanks?|no thank you|leave me alone|remove me|take me off|wrong number|do not (?:text|call|contact)|dont (?:text|call|contact)|stop (?:texting|calling|messaging|contacting))\b/;

/** True for a message that sounds like a refusal and is no opt-out word. */
export function soundsUnwilling(text: string): boolean {
  if (consentWord(text) === 'optOut') return false;
  return unwilling.test(text.slice(0, 1_000).normalize('NFKC').toLowerCase().replaceAll(/['’]/g, ''));
}

/** NFKC, lower case, nothing but letters and digits at the ends, one space between words. */
function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .replace(/(?<=[\p{L}\p{N}])[^\p{L}\p{N}]+$/u, '');
}
