import { consentWord } from '../workflow/index.js';

/** What an answer means for nurture. */
export type ReplyMeaning = 'wants_to_schedule' | 'objection' | 'not_interested' | 'opted_out' | 'replied';

const negative = /(\b(not|no longer|never)|n't)\b.*\binterested\b|\bno thanks?\b|\bleave me alone\b|\bwrong number\b/;
const scheduling = /\b(call me|give me a call|schedule|appointment|meet|when can (we|you)|what time|tomorrow|book)\b/;
const objection = /\b(busy|not now|later|too (low|high|expensive|much)|already|think about it|maybe)\b/;

/**
 * Reads a reply. Opt-out words count as the whole message alone, so "end of the month works" is none; and
 * "not interested" is a no before it can be taken for interest.
 */
export function meaningOf(text: string): ReplyMeaning {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .replaceAll(/\s+/g, ' ');
  if (consentWord(text) === 'optOut') return 'opted_out';
  if (negative.test(words)) return 'not_interested';
  if (scheduling.test(words)) return 'wants_to_schedule';
  if (objection.test(words)) return 'objection';
  return 'replied';
}
