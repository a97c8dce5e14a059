import { WorkflowError } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { isStateFull, stateError } from './state-error.js';

describe('an error of Redis', () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'STATE_FULL'],
    ['MISCONF Redis is configured to save RDB snapshots', 'STATE_FULL'],
    ['LOADING Redis is loading the dataset in memory', 'UNAVAILABLE'],
    ["READONLY You can't write against a read only replica.", 'UNAVAILABLE'],
  ])('%s is %s', (message, code) => {
    const error = stateError(new Error(message));
    expect(error).toBeInstanceOf(WorkflowError);
    expect(error).toMatchObject({ code });
    expect(isStateFull(new Error(message))).toBe(code === 'STATE_FULL');
  });

  it('of another kind is given back', () => {
    const error = new Error('WRONGTYPE');
    expect(stateError(error)).toBe(error);
    expect(stateError('odd')).toBe('odd');
    expect(isStateFull(error)).toBe(false);
  });
});
