import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../definition/json.js';
import { memberShape } from './member-shape.js';
import { SchemaReader, type Shape } from './schema-reader.js';

/** What a schema says of the value at a path: its types, `anything`, or `nothing` from the first name that is not there. */
function at(schema: Json, ...path: string[]): string {
  let shape: Shape = new SchemaReader(schema).shape;
  for (const name of path) {
    if (shape === undefined || shape.length === 0) break;
    shape = memberShape(shape, name);
  }
  if (shape === undefined) return 'anything';
  return shape.map(({ type }) => type).join(' ') || 'nothing';
}

const text = { type: 'string' };
const closed = (properties: JsonObject, more: JsonObject = {}) => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
});

describe('what stands at a member', () => {
  test.each<[Json, string[], string]>([
    [closed({ a: text }), ['a'], 'string'],
    [closed({ a: text }), ['b'], 'nothing'],
    [closed({ a: text }), ['toString'], 'nothing'],
    [closed({ toString: text }), ['toString'], 'string'],
    [closed({ a: closed({ b: text }) }), ['a', 'c'], 'nothing'],
    [{ type: 'object', additionalProperties: false }, ['a'], 'nothing'],
    [{ type: 'object', properties: { a: text } }, ['b'], 'anything'],
    [{ type: 'object', properties: { a: text }, additionalProperties: {} }, ['b'], 'anything'],
    [{ type: 'object', properties: { a: text }, additionalProperties: true }, ['b'], 'anything'],
    [{ type: 'object', additionalProperties: text }, ['b'], 'string'],
    [closed({}, { patternProperties: { '^x': text } }), ['x'], 'anything'],
    [closed({ a: text }, { patternProperties: { '^x': text } }), ['a'], 'string'],
    [{ properties: { a: text }, additionalProperties: false }, ['b'], 'anything'],
    [{ type: ['object', 'null'], properties: {}, additionalProperties: false }, ['b'], 'nothing'],
    [{ type: 'strange' }, ['b'], 'anything'],
    [{ type: [] }, ['b'], 'anything'],
    [{}, ['b'], 'anything'],
    [true, ['b'], 'anything'],
    [text, ['0'], 'string'],
    [text, ['00'], 'nothing'],
    [text, ['length'], 'integer'],
    [{ type: 'array' }, ['0'], 'anything'],
    [{ type: 'array', items: text }, ['12'], 'string'],
    [{ type: 'array', prefixItems: [{ type: 'null' }], items: text }, ['0'], 'null'],
    [{ type: 'array', prefixItems: [{ type: 'null' }], items: text }, ['1'], 'string'],
    [{ type: 'array', prefixItems: [{ type: 'null' }], items: false }, ['1'], 'anything'],
  ])('%j, at %j: %s', (schema, path, expected) => {
    expect(at(schema, ...path)).toBe(expected);
  });
});

describe('alternatives', () => {
  test.each(['anyOf', 'oneOf', 'allOf'])('of %s have what any of them has', (keyword) => {
    const schema = { [keyword]: [closed({ a: text }), closed({ a: { type: 'null' }, b: text }), { type: 'null' }] };
    expect(at(schema, 'a')).toBe('string null');
    expect(at(schema, 'b')).toBe('string');
    expect(at(schema, 'c')).toBe('nothing');
  });

  test.each(['anyOf', 'oneOf', 'allOf'])('of %s leave open what one of them leaves open', (keyword) => {
    expect(at({ [keyword]: [closed({}), { type: 'object' }] }, 'a')).toBe('anything');
    expect(at({ [keyword]: [closed({}), { minProperties: 1 }] }, 'a')).toBe('anything');
    expect(at({ [keyword]: [closed({}), true] }, 'a')).toBe('anything');
  });

  test('beside a type of its own count with it', () => {
    expect(at(closed({ a: text }, { anyOf: [closed({ b: text })] }), 'a')).toBe('string');
    expect(at(closed({ a: text }, { anyOf: [closed({ b: text })] }), 'b')).toBe('string');
    expect(at(closed({ a: text }, { anyOf: [closed({ b: text })] }), 'c')).toBe('nothing');
  });

  test('that are the same are one, however often a path goes through them', () => {
    const node = { $ref: '#/$defs/node' };
    const schema = {
      $ref: '#/$defs/node',
      $defs: { node: { anyOf: [closed({ next: node }), closed({ next: { ...node } }), { type: 'null' }] } },
    };
    expect(at(schema, ...Array.from({ length: 200 }, () => 'next'))).toBe('object object null');
    expect(at(schema, 'next', 'next', 'nxet')).toBe('nothing');
  });
});

describe('references', () => {
  const list = { $defs: { 'a/b': closed({ a: text }) } };

  test('lead to another place of the document', () => {
    expect(at({ ...list, $ref: '#/$defs/a~1b' }, 'a')).toBe('string');
    expect(at({ ...list, $ref: '#/$defs/a~1b' }, 'b')).toBe('nothing');
    expect(at(closed({ kids: { type: 'array', items: { $ref: '#' } } }), 'kids', '0', 'kid')).toBe('nothing');
  });

  test.each(['#/$defs/c', '#/$defs/a~1b/type/x', '#named', 'other.json', 'other.json#/$defs/a', ''])(
    'that lead out of it leave everything open: %j',
    (reference) => {
      expect(at({ ...list, $ref: reference }, 'a')).toBe('anything');
    },
  );

  test('in a circle say nothing', () => {
    expect(at({ $ref: '#' }, 'a')).toBe('anything');
    const circle = { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } };
    expect(at({ ...circle, $ref: '#/$defs/a' }, 'a')).toBe('anything');
    expect(at({ ...circle, anyOf: [{ $ref: '#/$defs/a' }, closed({})] }, 'a')).toBe('nothing');
  });
});
