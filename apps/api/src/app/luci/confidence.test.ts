import { describe, expect, it } from 'vitest';
import { confidenceOf } from './confidence.js';
import { lineTypes } from './research-lead.schema.js';

describe('confidenceOf', () => {
  it.each([
    [0, 0],
    [60, 0.6],
    [70, 0.7],
    [71, 0.71],
    [100, 1],
  ])('is the activity score in hundredths for a mobile that matches its owner: %d', (activityScore, expected) => {
    expect(confidenceOf({ activityScore, lineType: 'Mobile', ownerMatched: true })).toBe(expected);
  });

  it.each([
    ['Landline', true, 0.8],
    ['FixedVOIP', true, 0.7],
    ['NonFixedVOIP', true, 0.7],
    ['TollFree', true, 0.5],
    [null, true, 0.5],
    ['Mobile', null, 0.8],
    ['Mobile', false, 0.65],
    ['NonFixedVOIP', false, 0.45],
  ] as const)('takes points off for line %s and owner %s', (lineType, ownerMatched, expected) => {
    expect(confidenceOf({ activityScore: 90, lineType, ownerMatched })).toBe(expected);
  });

  it('is 0 for a number that was not scored', () => {
    expect(confidenceOf({ activityScore: null, lineType: 'Mobile', ownerMatched: true })).toBe(0);
  });

  it('stays within 0 and 1', () => {
    for (const lineType of lineTypes) {
      for (const ownerMatched of [true, false, null]) {
        expect(confidenceOf({ activityScore: 5, lineType, ownerMatched })).toBeGreaterThanOrEqual(0);
        expect(confidenceOf({ activityScore: 100, lineType, ownerMatched })).toBeLessThanOrEqual(1);
      }
    }
  });
});
