import { expect, test } from 'vitest';
import { showValue } from './show-value.js';

test('shows values shortly', () => {
  expect([showValue([1]), showValue([]), showValue({}), showValue(null), showValue(1.5), showValue('a"b')]).toEqual([
    'a list',
    'an empty list',
    'an object',
    'null',
    '1.5',
    '"a\\"b"',
  ]);
  expect(showValue('x'.repeat(500))).toBe(`"${'x'.repeat(59)}…`);
});
