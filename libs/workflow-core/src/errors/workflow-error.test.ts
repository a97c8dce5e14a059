import { describe, expect, it } from 'vitest';
import { DeferredError, RetryableError, TerminalError, UnknownOutcomeError, WorkflowError } from './workflow-error.js';

describe('WorkflowError', () => {
  it('carries its code, message, details and cause', () => {
    const cause = new Error('socket closed');
    const error = new WorkflowError('CONFLICT', 'Run wr_0-1 has ended.', { details: { status: 'failed' }, cause });
    expect(error).toMatchObject({ name: 'WorkflowError', code: 'CONFLICT', message: 'Run wr_0-1 has ended.', cause });
    expect(error.details).toEqual({ status: 'failed' });
  });

  it('has no cause when none was given', () => {
    expect(Object.hasOwn(new WorkflowError('CONFLICT', 'No.'), 'cause')).toBe(false);
  });

  it.each([
    ['NOT_FOUND', 404],
    ['STATE_FULL', 503],
    ['A_CODE_OF_AN_AGENT', 500],
    ['constructor', 500],
    ['__proto__', 500],
  ])('answers %s with %i', (code, status) => {
    expect(new WorkflowError(code, 'No.').httpStatus).toBe(status);
  });
});

describe('the kinds of error', () => {
  it.each([
    ['TerminalError', new TerminalError('INVALID_INPUT', 'No.')],
    ['RetryableError', new RetryableError('TIMEOUT', 'No.')],
    ['DeferredError', new DeferredError('QUIET_HOURS', 'Not now.', 5)],
    ['UnknownOutcomeError', new UnknownOutcomeError('SEND_UNKNOWN', 'Nobody knows.')],
  ])('%s is a WorkflowError of its own name', (name, error) => {
    expect(error).toBeInstanceOf(WorkflowError);
    expect(error.name).toBe(name);
  });

  it("RetryableError keeps the provider's wish, and has none when none was given", () => {
    expect(new RetryableError('TIMEOUT', 'No.', { retryAfterMs: 0 }).retryAfterMs).toBe(0);
    expect(new RetryableError('TIMEOUT', 'No.', { details: 1 })).toMatchObject({ details: 1, retryAfterMs: undefined });
  });

  it('DeferredError says for how long', () => {
    expect(new DeferredError('QUIET_HOURS', 'Not now.', 60_000)).toMatchObject({
      code: 'QUIET_HOURS',
      delayMs: 60_000,
    });
  });
});
