import { expect, test } from 'vitest';
import type { InputType } from './definition.js';
import { inputMismatch } from './input-mismatch.js';
import type { Json } from './json.js';

const cases: readonly (readonly [InputType, readonly Json[], readonly Json[]])[] = [
  ['string', ['', 'a'], [1, null, []]],
  ['number', [0, -1.5], ['1', null]],
  ['integer', [0, -3], [1.5, '1', 2 ** 60]],
  ['boolean', [true, false], ['true', 0]],
  ['object', [{}, { a: 1 }], [[], null, 'a']],
  ['array', [[], [1]], [{}, null]],
  [
    'date-time',
    ['2026-01-31T09:00:00Z', '2026-01-31T09:00:00.5+02:00'],
    ['2026-01-31', '2026-02-30T09:00:00Z', '2026-01-31T09:00:00', 1],
  ],
  ['phone', ['+15551234567', '+4930123'], ['15551234567', '+1 555 123', '+123456', '+1234567890123456', 1]],
  ['email', ['a@example.com'], ['a', 'a@', 1]],
  ['dataset', [[], [{}, { a: 1 }]], [[1], {}, [[]]]],
  ['any', [1, null, 'a', [], {}], []],
];

test.each(cases)('%s takes what it should and nothing else', (type, right, wrong) => {
  for (const value of right) expect(inputMismatch(type, value)).toBeUndefined();
  for (const value of wrong) expect(inputMismatch(type, value)).toMatch(/\w/);
});
