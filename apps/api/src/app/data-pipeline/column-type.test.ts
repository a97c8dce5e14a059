import { describe, expect, it } from 'vitest';
import { typeOfValue } from './column-type.js';

describe('typeOfValue', () => {
  it.each([
    [null, 'null'],
    [undefined, 'null'],
    ['  ', 'null'],
    [Number.NaN, 'null'],
    [true, 'boolean'],
    [1.5, 'number'],
    ['-1.5e3', 'number'],
    ['.5', 'number'],
    ['0', 'number'],
    ['0.5', 'number'],
    ['02134', 'text'],
    ['1e999', 'text'],
    ['1,000', 'text'],
    ['0x10', 'text'],
    ['2026-11-20', 'date'],
    ['2026-11-20 08:30', 'date'],
    ['2026-11-20T08:30:00+02:00', 'date'],
    ['2026-02-30', 'text'],
    ['2026-11-20T25:00', 'text'],
    ['hello', 'text'],
    [{}, 'object'],
    [[], 'object'],
  ] as const)('of %j is %s', (value, type) => {
    expect(typeOfValue(value)).toBe(type);
  });
});
