import { describe, expect, it } from 'vitest';
import { median, quantile, spreadOf } from './statistics.js';

describe('quantile', () => {
  it('lies between neighbours by proportion, whatever the order', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20], 0.25)).toBe(12.5);
    expect(quantile([1, 2, 3], 1)).toBe(3);
  });

  it('is no number when there are no values', () => {
    expect(median([])).toBeNaN();
  });
});

describe('a spread', () => {
  it('is the median with its quartiles', () => {
    expect(spreadOf([1, 2, 3, 4, 5])).toEqual({ low: 2, median: 3, high: 4 });
  });
});
