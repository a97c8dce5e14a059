import { expect, test } from 'vitest';
import { bareExpression } from './bare-expression.js';

test.each([
  ['{{ a > 1 }}', 'a > 1'],
  [' a > 1 ', 'a > 1'],
  ["{{ '}}' }}", "'}}'"],
  ['{{a}} {{b}}', '{{a}} {{b}}'],
  ['{{a', '{{a'],
  ['{{}}', ''],
])('%j becomes %j', (written, bare) => {
  expect(bareExpression(written)).toBe(bare);
  expect(bareExpression(bare)).toBe(bare);
});
