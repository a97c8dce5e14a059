import { describe, expect, it } from 'vitest';
import { checkMessage, optOutLine } from './message-rules.js';

describe('checkMessage', () => {
  it('adds the opt-out line to a text that offers none', () => {
    expect(checkMessage(' Hello  there. ', 'sms', false)).toEqual({ message: `Hello there. ${optOutLine}` });
  });

  it.each(['Hi. Reply STOP to opt out.', 'Hi. Text "stop" to end.', 'Hi. reply UNSUBSCRIBE if you like.'])(
    'leaves a text alone that offers a way out: %s',
    (text) => {
      expect(checkMessage(text, 'sms', false)).toEqual({ message: text });
    },
  );

  it('does not take a stop in other words for an offer', () => {
    expect(checkMessage('We stop by on Monday.', 'sms', false)).toEqual({
      message: `We stop by on Monday. ${optOutLine}`,
    });
  });

  it.each(['', '  \t ', '\n'])('refuses an empty draft', (text) => {
    expect(checkMessage(text, 'sms', false)).toEqual({ problem: 'it is empty' });
  });

  it.each(['See https://x.test/a', 'See www.example', 'Visit example.com today', 'bit.ly/3x'])(
    'refuses a link: %s',
    (text) => {
      expect(checkMessage(text, 'sms', false)).toEqual({ problem: 'it holds a link' });
    },
  );

  it('lets a link through where links are allowed', () => {
    expect(checkMessage('See https://x.test/a', 'sms', true)).toHaveProperty('message');
  });

  it('counts the opt-out line when it measures the length', () => {
    const room = 3 * 153 - optOutLine.length - 1;
    expect(checkMessage('a'.repeat(room), 'sms', false)).toHaveProperty('message');
    expect(checkMessage('a'.repeat(room + 1), 'sms', false)).toEqual({ problem: 'it takes 4 segments of 3' });
  });

  it('reads calls aloud without an opt-out line, up to 600 characters', () => {
    expect(checkMessage('a'.repeat(600), 'voice', false)).toEqual({ message: 'a'.repeat(600) });
    expect(checkMessage('a'.repeat(601), 'voice', false)).toHaveProperty('problem');
  });
});
