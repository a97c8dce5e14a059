import { describe, expect, it } from 'vitest';
import { qualify, type QualificationFacts } from './qualification.js';

const good: QualificationFacts = {
  phone: '+12125550123',
  grade: 'A',
  activityScore: 92,
  litigator: false,
  dnc: false,
  deceased: false,
};

describe('qualify', () => {
  it.each([
    [{}, 'ready'],
    [{ grade: 'B', activityScore: 70 }, 'ready'],
    [{ activityScore: 69 }, 'review'],
    [{ grade: 'C' }, 'review'],
    [{ grade: null }, 'review'],
    [{ activityScore: null }, 'review'],
    [{ activityScore: 50 }, 'review'],
    [{ activityScore: 49 }, 'reject'],
    [{ grade: 'D' }, 'reject'],
    [{ grade: 'F' }, 'reject'],
    [{ phone: null }, 'reject'],
    [{ litigator: true }, 'reject'],
    [{ dnc: true }, 'reject'],
    [{ deceased: true }, 'reject'],
  ] as const)('judges %j as %s', (change, expected) => {
    expect(qualify({ ...good, ...change })).toBe(expected);
  });
});
