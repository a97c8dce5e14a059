import { describe, expect, it } from 'vitest';
import { RetryableError, TerminalError, WorkflowError } from '../errors/workflow-error.js';
import { failureOfError, reasonOfError } from './attempt-failure.js';

const stepId = 'research';

describe('what the retry rule is told of an error', () => {
  it('is whether it says itself that it may be repeated, and the wish of the provider', () => {
    expect(failureOfError(new TerminalError('TIMEOUT', 'No.'), 'TIMEOUT')).toEqual({
      code: 'TIMEOUT',
      retryable: false,
    });
    const busy = new RetryableError('BUSY', 'Busy.', { retryAfterMs: 7_000 });
    expect(failureOfError(busy, 'BUSY')).toEqual({ code: 'BUSY', retryable: true, retryAfterMs: 7_000 });
    expect(failureOfError(new Error('x'), 'AGENT_FAILED')).toEqual({ code: 'AGENT_FAILED' });
  });
});

describe('what is kept of an error', () => {
  it('is the code of one of ours, TIMEOUT of an abort by the clock, AGENT_FAILED of all others', () => {
    expect(reasonOfError(new WorkflowError('EXPR_TYPE', 'No.'), stepId)).toEqual({
      ...{ code: 'EXPR_TYPE', message: 'No.', stepId },
    });
    expect(reasonOfError(new DOMException('after 5 ms', 'TimeoutError'), stepId).code).toBe('TIMEOUT');
    expect(reasonOfError(new Error('socket hang up'), stepId).code).toBe('AGENT_FAILED');
  });

  it.each(['text', 5, null, undefined, { message: 'an object' }])(
    '%j, which is no error: failed, and it says so',
    (thrown) => {
      expect(reasonOfError(thrown, stepId)).toEqual({
        ...{ code: 'AGENT_FAILED', message: 'The agent threw something that is not an error.', stepId },
      });
    },
  );

  it.each([
    ['ours', new WorkflowError('AGENT_FAILED', 'x'.repeat(1_001))],
    ["a stranger's", new Error('x'.repeat(5_000))],
  ])('a long message of %s: cut to 1,000 characters', (_, error) => {
    expect(reasonOfError(error, stepId).message).toBe(`${'x'.repeat(1_000)}…`);
  });

  it('a message of 1,000 characters: kept whole', () => {
    expect(reasonOfError(new Error('x'.repeat(1_000)), stepId).message).toBe('x'.repeat(1_000));
  });
});
