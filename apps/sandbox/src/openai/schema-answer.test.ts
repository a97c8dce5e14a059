import { expect, test } from 'vitest';
import { answerFor, UnsupportedSchemaError } from './schema-answer.js';

const seeds = Array.from({ length: 50 }, (_, index) => `seed ${index}`);

test.each([
  [
    'whole numbers within bounds',
    { type: 'integer', minimum: 3, maximum: 5 },
    (n: number) => n >= 3 && n <= 5 && Number.isInteger(n),
  ],
  ['open bounds', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }, (n: number) => n > 0 && n < 1],
  ['a narrow range', { type: 'number', minimum: 0.001, maximum: 0.002 }, (n: number) => n >= 0.001 && n <= 0.002],
  ['a negative range', { type: 'integer', maximum: -5 }, (n: number) => n <= -5],
  ['multiples', { type: 'integer', multipleOf: 5, minimum: 1, maximum: 12 }, (n: number) => n === 5 || n === 10],
])('keeps %s', (_what, schema, holds) => {
  for (const seed of seeds) expect(holds(answerFor(schema, seed) as number)).toBe(true);
});

test('keeps string lengths, also for a message', () => {
  for (const most of [160, 40, 17, 5, 2, 1, 0]) {
    const schema = { type: 'object', properties: { message: { type: 'string', maxLength: most } } };
    for (const seed of seeds) {
      expect((answerFor(schema, seed) as { message: string }).message.length).toBeLessThanOrEqual(most);
    }
  }
  expect(answerFor({ type: 'string', minLength: 80 }, 's')).toHaveLength(80);
});

test('follows references, picks the branch that is not null, and honours const and item counts', () => {
  const schema = {
    type: 'object',
    properties: {
      person: { $ref: '#/$defs/person' },
      nick: { anyOf: [{ type: 'null' }, { const: 'Al' }] },
      marks: { type: ['array', 'null'], items: { enum: [1] }, minItems: 3 },
      nothing: { type: 'null' },
    },
    $defs: { person: { type: 'object', properties: { kind: { const: 'lead' } } } },
  };
  expect(answerFor(schema, 's')).toEqual({ person: { kind: 'lead' }, nick: 'Al', marks: [1, 1, 1], nothing: null });
});

test('reaches every value of an enum over many seeds', () => {
  const values = new Set(seeds.map((seed) => answerFor({ enum: ['a', 'b', 'c'] }, seed)));
  expect(values).toEqual(new Set(['a', 'b', 'c']));
});

test.each([
  ['no type', {}],
  ['a reference that leads nowhere', { $ref: '#/$defs/x' }],
  ['endless nesting', { type: 'object', properties: { again: { $ref: '#' } } }],
  ['an empty range', { type: 'integer', minimum: 2, maximum: 1 }],
])('refuses %s', (_what, schema) => {
  expect(() => answerFor(schema, 's')).toThrow(UnsupportedSchemaError);
});
