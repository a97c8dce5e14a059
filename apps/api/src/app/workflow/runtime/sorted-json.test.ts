import { describe, expect, it } from 'vitest';
import { sortedJson } from './sorted-json.js';

describe('sorted JSON', () => {
  it('is the same whatever the order of keys, and another for another order of items', () => {
    expect(sortedJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
    expect(sortedJson([2, 1])).toBe('[2,1]');
  });

  it('leaves what says itself how it is written', () => {
    expect(sortedJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  });
});
