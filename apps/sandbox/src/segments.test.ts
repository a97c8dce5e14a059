import { expect, test } from 'vitest';
import { segmentCount } from './segments.js';

test.each([
  ['nothing', '', 1],
  ['160 GSM characters', 'a'.repeat(160), 1],
  ['161 GSM characters', 'a'.repeat(161), 2],
  ['307 GSM characters', 'a'.repeat(307), 3],
  ['80 euro signs, two units each', '€'.repeat(80), 1],
  ['81 euro signs', '€'.repeat(81), 2],
  ['70 characters outside GSM', '’'.repeat(70), 1],
  ['71 characters outside GSM', '’'.repeat(71), 2],
])('%s', (_what, text, expected) => {
  expect(segmentCount(text)).toBe(expected);
});
