import { segmentsOf } from './segments.js';

/** The wording that carriers know as an offer to opt out. */
export const optOutLine = 'Reply STOP to opt out.';
const maxSegments = 3;
const maxSpokenLength = 600;

const optOutOffer = /\b(reply|text|send)\s+["'“]?(stop|end|quit|cancel|unsubscribe)\b/i;
const link = /(https?:\/\/|www\.)\S+|\b[a-z0-9-]+\.(com|net|org|io|co|us|info|biz|ly|app|link)\b/i;

/** A message that keeps the rules, or why it does not. */
export type CheckedMessage = { readonly message: string } | { readonly problem: string };

/**
 * Brings a draft into form: space trimmed, the opt-out line added to a text that offers none. A draft that is empty,
 * longer than three segments, or holds a link that is not allowed is refused.
 */
export function checkMessage(draft: string, channel: 'sms' | 'voice', allowLinks: boolean): CheckedMessage {
  const text = draft.replaceAll(/[ \t]+/g, ' ').trim();
  if (text === '') return { problem: 'it is empty' };
  if (!allowLinks && link.test(text)) return { problem: 'it holds a link' };
  if (channel === 'voice') {
    return text.length > maxSpokenLength
      ? { problem: `it is longer than ${maxSpokenLength} characters` }
      : { message: text };
  }
  const message = optOutOffer.test(text) ? text : `${text} ${optOutLine}`;
  const segments = segmentsOf(message);
  return segments > maxSegments ? { problem: `it takes ${segments} segments of ${maxSegments}` } : { message };
}
