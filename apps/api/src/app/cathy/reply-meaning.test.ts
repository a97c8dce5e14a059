import { describe, expect, it } from 'vitest';
import { meaningOf } from './reply-meaning.js';

describe('meaningOf', () => {
  it.each([
    ['STOP', 'opted_out'],
    ['  Stop!  ', 'opted_out'],
    ['ｓｔｏｐ', 'opted_out'],
    ['Opt  Out.', 'opted_out'],
    ['end of the month works', 'replied'],
    ['can you cancel the other one', 'replied'],
    ['We are not interested', 'not_interested'],
    ["I'm not at all interested", 'not_interested'],
    ['I wasn’t interested', 'not_interested'],
    ['no thanks', 'not_interested'],
    ['wrong number', 'not_interested'],
    ['I am interested', 'replied'],
    ['Call me tomorrow', 'wants_to_schedule'],
    ['what time?', 'wants_to_schedule'],
    ['Not interested, do not call me', 'not_interested'],
    ['I am busy', 'objection'],
    ['maybe', 'objection'],
    ['', 'replied'],
  ])('reads "%s" as %s', (text, meaning) => {
    expect(meaningOf(text)).toBe(meaning);
  });
});
