import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pointerSegments, pointerTo } from './json-pointer.js';

test('escapes slashes and tildes', () => {
  expect(pointerTo('/steps', 0, 'a/b~c')).toBe('/steps/0/a~1b~0c');
  expect(pointerTo('')).toBe('');
});

test('gives back the segments it was made of', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (segments) => {
      expect(pointerSegments(pointerTo('', ...segments))).toEqual(segments);
    }),
  );
});
