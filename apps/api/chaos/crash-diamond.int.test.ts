import { expect } from 'vitest';
import { crashSuite } from './crash-suite.js';
import { diamond } from './shapes.js';

crashSuite(
  diamond,
  [
    { at: 9, when: 'before' },
    { at: 27, when: 'after' },
  ],
  ({ run }) => {
    expect(run.steps.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed', 'completed']);
    expect(run.status).toBe('completed');
  },
);
