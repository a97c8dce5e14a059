import { expect } from 'vitest';
import { crashSuite } from './crash-suite.js';
import { rollback } from './shapes.js';

crashSuite(
  rollback,
  [
    { at: 22, when: 'after' },
    { at: 30, when: 'before' },
  ],
  ({ run, events }) => {
    expect(run.steps.map(({ status }) => status)).toEqual([
      'compensated',
      'compensated',
      'skipped',
      'failed',
      'skipped',
    ]);
    expect(run.status).toBe('compensated');
    const undone = events.filter(({ type }) => type === 'step.compensated').map(({ stepId }) => stepId);
    expect(undone).toEqual(['two', 'one']);
  },
);
