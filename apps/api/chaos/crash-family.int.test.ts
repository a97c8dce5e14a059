import { expect } from 'vitest';
import { crashSuite } from './crash-suite.js';
import { family } from './shapes.js';

crashSuite(
  family,
  [
    { at: 14, when: 'after' },
    { at: 30, when: 'before' },
    { at: 44, when: 'after' },
  ],
  ({ run, children }) => {
    expect(Object.fromEntries(run.steps.map(({ stepId, status }) => [stepId, status]))).toEqual({
      ...{ own: 'completed', slow: 'cancelled', next: 'completed', aside: 'completed' },
    });
    expect([run.status, run.outputs]).toEqual(['completed', { confidence: expect.any(Number) }]);
    const ends = children.map(({ parent, status }) => `${parent?.stepId} ${status}`).toSorted();
    // The cancelled one may have ended before it had a child.
    expect(ends.filter((end) => end !== 'slow cancelled')).toEqual(['aside completed', 'own completed']);
    expect(ends.length).toBeLessThan(4);
  },
);
