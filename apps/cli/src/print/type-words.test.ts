import { expect, test } from 'vitest';
import { typeWords } from './type-words.js';

test.each([
  [{}, 'anything'],
  [true, 'anything'],
  [false, 'nothing'],
  [{ type: 'integer' }, 'integer'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
  [{ type: ['string', 'null'], format: 'email' }, 'string (email) | null'],
  [{ enum: ['a', 1, null] }, '"a" | 1 | null'],
  [{ const: 'SABRINA' }, '"SABRINA"'],
  [{ type: 'object', properties: { a: {} } }, 'object'],
  [{ properties: { a: {} } }, 'object'],
  [{ type: 'array' }, 'anything[]'],
  [{ type: 'array', items: { type: 'number' } }, 'number[]'],
  [{ type: 'array', items: { type: ['number', 'null'] } }, '(number | null)[]'],
  [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, '[string, number]'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }, { type: 'string', minLength: 2 }] }, 'string | null'],
  [{ oneOf: [{ type: 'array', items: {} }, { type: 'object' }] }, 'anything[] | object'],
  [{ allOf: [{ type: 'object' }, { type: 'object', required: ['a'] }] }, 'object'],
  [{ $ref: '#/$defs/Lead' }, 'Lead'],
])('%j is said as %s', (schema, words) => {
  expect(typeWords(schema)).toBe(words);
});
