import { describe, expect, it } from 'vitest';
import { consentWord, soundsUnwilling } from './opt-out-words.js';

describe('consentWord', () => {
  it.each([
    ...['stop', 'STOP', 'Stop.', ' stop ', '"STOP!!!"', 'ＳＴＯＰ', 'stopall', 'Stop  ALL', 'stop\nall', 'quit', 'end'],
    ...['revoke', 'optout', 'opt out', 'Opt-Out', 'cancel', 'UNSUBSCRIBE', '🛑 stop 🛑'],
  ])('takes %j for an opt-out', (text) => expect(consentWord(text)).toBe('optOut'));

  it.each([
    ...[
      'please send the end date',
      'stop by tomorrow',
      'do not cancel',
      'the weekend',
      'removed',
      'stopped',
      'not interested',
    ],
    ...['st op', 'sto', '', '   ', '!!!', 'stop stop', 'stop '.repeat(20)],
  ])('does not take %j for a word', (text) => expect(consentWord(text)).toBeUndefined());

  it.each(['START', 'unstop', 'opt in'])('takes %j for an opt-in', (text) => expect(consentWord(text)).toBe('optIn'));
  it.each(['HELP', 'info'])('takes %j for a question', (text) => expect(consentWord(text)).toBe('help'));

  it('reads a hostile text in no time', () => {
    const begin = performance.now();
    for (const text of ['!'.repeat(50_000), `a${'!'.repeat(50_000)}b`, ' '.repeat(50_000), 'no '.repeat(20_000)]) {
      consentWord(text);
      soundsUnwilling(text);
    }
    expect(performance.now() - begin).toBeLessThan(50);
  });
});

describe('soundsUnwilling', () => {
  it.each(['Not interested.', 'no thanks', "Don't call me again", 'please REMOVE ME', 'you have the wrong number'])(
    'suspects %j',
    (text) => expect(soundsUnwilling(text)).toBe(true),
  );
  it.each(['I am interested', 'STOP', 'call me', 'tell me more'])('does not suspect %j', (text) =>
    expect(soundsUnwilling(text)).toBe(false),
  );
});
