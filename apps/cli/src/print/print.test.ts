import { expect, test } from 'vitest';
import { testIo } from '../testing/test-io.fixture.js';
import { caretLines } from './caret-lines.js';
import { duration } from './duration.js';
import { paint } from './paint.js';
import { firstLine } from './printable.js';

test.each([
  [0, '0 ms'],
  [-5, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [59_999, '59.9 s'],
  [60_000, '1 min 00 s'],
  [3_599_999, '59 min 59 s'],
  [7_500_000, '2 h 05 min'],
])('%i ms is said as %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [undefined, ''],
  [null, 'null'],
  ['\n first\nsecond', 'first'],
  [{ a: 1 }, '{"a":1}'],
  ['abcdefghijkl', 'abcdefghi…'],
  ['\u001b[31mred\u202e', '[31mred'],
])('the first line of %j is %j', (value, line) => {
  expect(firstLine(value, 10)).toBe(line);
});

test('a caret stands under its column, in the line that holds it', () => {
  expect(caretLines('a +', 4)).toEqual(['a +', '   ^']);
  expect(caretLines('one\n\ttwo', 6)).toEqual([' two', ' ^']);
});

test.each([
  [true, {}, '\u001b[31mx\u001b[39m'],
  [false, {}, 'x'],
  [true, { NO_COLOR: '1' }, 'x'],
  [true, { TERM: 'dumb' }, 'x'],
])('terminal %s with %j paints %j', (isTerminal, env, painted) => {
  expect(paint(testIo({ isTerminal }).stdout, env).red('x')).toBe(painted);
});
