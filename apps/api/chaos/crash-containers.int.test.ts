import { expect } from 'vitest';
import { crashSuite } from './crash-suite.js';
import { containers } from './shapes.js';

crashSuite(
  containers,
  [
    { at: 12, when: 'after' },
    { at: 34, when: 'before' },
    { at: 47, when: 'after' },
  ],
  ({ run, events }) => {
    expect([run.status, run.outputs]).toEqual(['completed', { all: [0, 1], order: ['two', 'one'] }]);
    expect(new Set(run.steps.map(({ status }) => status))).toEqual(new Set(['completed']));
    const ended = events.filter(({ type }) => type === 'instance.completed').map(({ stepId }) => stepId);
    expect(ended).toHaveLength(4);
    expect(new Set(ended)).toEqual(new Set(['each.0', 'each.1', 'rounds.0', 'rounds.1']));
  },
);
