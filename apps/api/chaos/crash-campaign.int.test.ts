import { expect } from 'vitest';
import { crashSuite } from './crash-suite.js';
import { campaign } from './shapes.js';

crashSuite(
  campaign,
  [
    { at: 2, when: 'after' },
    { at: 17, when: 'after' },
    { at: 20, when: 'after' },
  ],
  ({ run, sends, parked }) => {
    expect(run.steps.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(run.status).toBe('completed');
    // Cut off with its call open, the step waits for a person: then nothing may have been sent, but never twice.
    if (parked === undefined) expect(sends).toBe(1);
    else expect([parked, sends <= 1]).toEqual(['SEND_UNKNOWN', true]);
  },
);
