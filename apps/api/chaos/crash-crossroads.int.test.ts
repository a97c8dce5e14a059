import { expect } from 'vitest';
import { crashSuite } from './crash-suite.js';
import { crossroads } from './shapes.js';

crashSuite(
  crossroads,
  [
    { at: 24, when: 'before' },
    { at: 36, when: 'after' },
  ],
  ({ run }) => {
    expect(Object.fromEntries(run.steps.map(({ stepId, status }) => [stepId, status]))).toEqual({
      ...{ look: 'completed', route: 'completed', fast: 'completed', drop: 'skipped', slow: 'cancelled' },
      ...{ next: 'completed', answer: 'completed', done: 'completed' },
    });
    expect(run.steps.find(({ stepId }) => stepId === 'answer')?.output).toEqual({
      chosen: 'reply',
      payload: { text: 'yes' },
    });
    expect(run.status).toBe('completed');
  },
);
