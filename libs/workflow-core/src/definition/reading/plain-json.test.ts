import { describe, expect, test } from 'vitest';
import { maxDepth, maxValues } from '../json-limits.js';
import { plainJson } from './plain-json.js';

const refused = (value: unknown) => plainJson(value).problems.map(({ code, path }) => `${code} ${path}`);

describe('a value of a program', () => {
  test('is copied, without what is undefined', () => {
    const value = { a: [1, 'x', null, true], b: undefined, c: Object.assign(Object.create(null), { d: 1 }) };
    const { value: copy, problems } = plainJson(value);
    expect(problems).toEqual([]);
    expect(copy).toEqual({ a: [1, 'x', null, true], c: { d: 1 } });
    expect(copy).not.toBe(value);
  });

  test.each([
    ['a function', { a: () => 1 }],
    ['a symbol', { a: Symbol('a') }],
    ['a big number', { a: 1n }],
    ['a number that is not finite', { a: Number.NaN }],
    ['a date', { a: new Date() }],
    ['a map', { a: new Map() }],
    [
      'a getter',
      {
        get a(): never {
          throw new Error('called');
        },
      },
    ],
    ['a setter', { set a(_: unknown) {} }],
  ])('is refused with %s, the rest is kept', (_, value) => {
    expect(refused(value)).toEqual(['INVALID_VALUE /a']);
    expect(plainJson({ kept: 1, wrong: value }).value).toEqual({ kept: 1, wrong: {} });
  });

  test('is refused with a hole or an undefined item in a list', () => {
    expect(refused({ a: Array(1), b: [undefined] })).toEqual(['INVALID_VALUE /a/0', 'INVALID_VALUE /b/0']);
    expect(plainJson([undefined, 1]).value).toEqual([null, 1]);
  });

  test('is refused with keys that reach a prototype', () => {
    expect(refused(JSON.parse('{"a": {"__proto__": {"x": 1}}, "constructor": 1}'))).toEqual([
      'FORBIDDEN_KEY /a/__proto__',
      'FORBIDDEN_KEY /constructor',
    ]);
    expect(refused({ a: { __proto__: { x: 1 } } })).toEqual(['INVALID_VALUE /a']);
  });

  test('is refused when it holds itself, is too deep or too large', () => {
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    expect(refused(loop)).toEqual([`TOO_LARGE ${'/loop'.repeat(maxDepth + 1)}`]);
    expect(plainJson(loop).value).toBeUndefined();
    expect(refused(Array(maxValues).fill(1))).toEqual([`TOO_LARGE /${maxValues - 1}`]);
    const shared = Array(1_000).fill(Array(1_000).fill(1));
    expect(refused(shared)[0]).toMatch(/^TOO_LARGE/);
  });

  test('may be undefined as a whole', () => {
    expect(plainJson(undefined)).toMatchObject({ value: undefined, problems: [{ code: 'INVALID_VALUE', path: '' }] });
  });
});
