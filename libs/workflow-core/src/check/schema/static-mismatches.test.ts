import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Json } from '../../definition/json.js';
import { staticMismatches } from './static-mismatches.js';

const found = (schema: Json, value: Json) =>
  staticMismatches(schema, value).map(({ path, message }) => `${path.join('/')} ${message}`);

describe('a value that is known before any run', () => {
  test.each<[Json, Json, string[]]>([
    [{ type: 'string' }, 5, [' must be text']],
    [{ type: 'number' }, '5', [' must be a number']],
    [{ type: 'integer' }, 1.5, [' must be a whole number']],
    [{ type: 'boolean' }, 'true', [' must be true or false']],
    [{ type: 'object' }, [], [' must be an object']],
    [{ type: 'array' }, {}, [' must be a list']],
    [{ type: 'null' }, 0, [' must be null']],
    [{ type: ['string', 'null'] }, 5, [' must be text or null']],
    [{ type: 'strange' }, 5, [' must be strange']],
    [{ const: 'a' }, 'b', [' must be "a"']],
    [{ enum: ['a', 1] }, 'b', [' must be one of "a", 1']],
    [{ minimum: 3 }, 2, [' must be at least 3']],
    [{ maximum: 3 }, 4, [' must be at most 3']],
    [{ exclusiveMinimum: 3 }, 3, [' must be more than 3']],
    [{ exclusiveMaximum: 3 }, 3, [' must be less than 3']],
    [{ minLength: 2 }, '😀', [' must have at least 2 characters']],
    [{ maxLength: 2 }, 'abc', [' must have at most 2 characters']],
    [{ minItems: 1 }, [], [' must have at least 1 items']],
    [{ maxItems: 1 }, [1, 2], [' must have at most 1 items']],
    [{ items: { type: 'string' } }, ['a', 5], ['1 must be text']],
    [{ properties: { a: { type: 'string' } }, required: ['a', 'b'] }, { a: 5 }, ['b is missing', 'a must be text']],
    [{ properties: {}, additionalProperties: { type: 'string' } }, { x: 5 }, ['x must be text']],
    [{ allOf: [{ minimum: 3 }, { maximum: 1 }] }, 2, [' must be at least 3', ' must be at most 1']],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, true, [' must have one of the shapes that the action takes']],
    [{ oneOf: [{ type: 'string' }, { type: 'number' }] }, 5, []],
    [{ anyOf: [{ type: 'object', required: ['a'] }, { type: 'null' }] }, {}, ['a is missing']],
    [{ type: 'string', minLength: 1, maxLength: 3, pattern: '^x$', format: 'email' }, 'ab', []],
    [{ minimum: 1, maximum: 3, exclusiveMinimum: 0, exclusiveMaximum: 4, minItems: 1 }, 2, []],
    [{ type: 'null' }, null, []],
    [{ type: 'boolean', enum: [true] }, true, []],
    [{}, [{ a: 1 }], []],
    [true, 5, []],
  ])('%j against %j', (schema, value, expected) => {
    expect(found(schema, value)).toEqual(expected);
  });

  test('an unknown key is told with the nearest known one', () => {
    const schema = { properties: { leadId: {} }, additionalProperties: false };
    expect(staticMismatches(schema, { leadID: 1, x: 2 })).toEqual([
      { path: ['leadID'], message: 'is not one that the action takes', isUnknownKey: true, hint: 'leadId' },
      { path: ['x'], message: 'is not one that the action takes', isUnknownKey: true },
    ]);
  });
});

describe('a template', () => {
  test('of one hole may become anything', () => {
    expect(found({ type: 'number', minimum: 3 }, '{{trigger.n}}')).toEqual([]);
    expect(found({ properties: { a: { type: 'number' } }, required: ['a'] }, { a: '{{trigger.n}}' })).toEqual([]);
  });

  test('with text around it becomes text', () => {
    expect(found({ type: 'number' }, '{{trigger.n}} days')).toEqual([' must be a number']);
    expect(found({ type: 'string', enum: ['a'], maxLength: 2 }, 'x {{trigger.n}}')).toEqual([]);
  });
});

test('says of a zod schema what a full validator says', () => {
  const schemas = [
    z.object({ a: z.string().min(2), b: z.int().optional(), c: z.array(z.number().max(5)).optional() }),
    z.object({ kind: z.literal('x'), mode: z.enum(['p', 'q']).nullable(), n: z.number().gt(0).lt(10) }),
    z.union([z.object({ a: z.string() }), z.object({ b: z.number() })]),
    z.discriminatedUnion('t', [
      z.object({ t: z.literal('a'), x: z.number() }),
      z.object({ t: z.literal('b'), y: z.boolean() }),
    ]),
    z.record(z.string(), z.union([z.string(), z.null()])),
  ].map((schema) => z.toJSONSchema(schema) as Json);
  const ajv = new Ajv2020({ strict: false });
  const checks = schemas.map((schema) => ajv.compile(schema as object));
  const leaf = fc.constantFrom<Json>('x', 'p', 'a', 'b', '', 'long', 1, 0, 5.5, 12, true, null, [1], [9], []);
  const value = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'kind', 'mode', 'n', 't', 'x', 'y'), leaf);
  fc.assert(
    fc.property(value, (inputs) => {
      for (const [index, schema] of schemas.entries()) {
        expect(staticMismatches(schema, inputs).length === 0).toBe(checks[index]?.(inputs));
      }
    }),
    { numRuns: 500 },
  );
});
