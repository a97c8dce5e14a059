import { describe, expect, it } from 'vitest';
import { segmentsOf } from './segments.js';

describe('segmentsOf', () => {
  it.each([
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ж'.repeat(70), 1],
    ['ж'.repeat(71), 2],
    ['ж'.repeat(135), 3],
    [`${'a'.repeat(70)}’`, 2],
    ['😀'.repeat(35), 1],
    ['😀'.repeat(36), 2],
  ])('counts %s', (text, segments) => {
    expect(segmentsOf(text)).toBe(segments);
  });
});
