import { expect } from 'vitest';
import { crashSuite } from './crash-suite.js';
import { cutShort } from './shapes.js';

crashSuite(
  cutShort,
  [
    { at: 20, when: 'after' },
    { at: 22, when: 'before' },
  ],
  ({ run }) => {
    expect(Object.fromEntries(run.steps.map(({ stepId, status }) => [stepId, status]))).toEqual({
      ...{ never: 'cancelled', look: 'completed', gate: 'completed', stop: 'completed', behind: 'cancelled' },
    });
    expect([run.status, run.outputs]).toEqual(['completed', { why: 'enough' }]);
  },
);
