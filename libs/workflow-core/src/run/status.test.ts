import { describe, expect, it } from 'vitest';
import { isEndedStep, isTerminalRun, runStatuses, stepStatuses } from './status.js';

describe('isTerminalRun', () => {
  it('holds for the four last statuses alone', () => {
    expect(runStatuses.filter(isTerminalRun)).toEqual(['completed', 'failed', 'cancelled', 'compensated']);
  });
});

describe('isEndedStep', () => {
  it('holds from the end of a step on, its undo included, and not for a send of unknown outcome', () => {
    const ended = ['completed', 'failed', 'skipped', 'cancelled', 'compensating', 'compensated'];
    expect(stepStatuses.filter(isEndedStep)).toEqual(ended);
  });
});
