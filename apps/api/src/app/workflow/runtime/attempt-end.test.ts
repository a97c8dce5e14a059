import { DeferredError, RetryableError, TerminalError, UnknownOutcomeError, WorkflowError } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { AttemptAbort } from './active-attempts.js';
import { endOfError } from './attempt-end.js';

const stepId = 'research';

describe('how an attempt ended that threw', () => {
  it.each(['run-stopped', 'lock-lost', 'shutdown'] as const)('an abort (%s): nothing is to be written', (why) => {
    expect(endOfError(new AttemptAbort(why), stepId)).toEqual({ kind: 'aborted', why });
  });

  it('a TerminalError: failed, never to be repeated, whatever its code says', () => {
    expect(endOfError(new TerminalError('TIMEOUT', 'No.'), stepId)).toEqual({
      kind: 'failed',
      failure: { code: 'TIMEOUT', retryable: false },
      reason: { code: 'TIMEOUT', message: 'No.', stepId },
    });
  });

  it("a RetryableError: failed, to be repeated, with the provider's wish", () => {
    const error = new RetryableError('PROVIDER_REJECTED', 'Busy.', { retryAfterMs: 7_000 });
    expect(endOfError(error, stepId)).toMatchObject({
      kind: 'failed',
      failure: { code: 'PROVIDER_REJECTED', retryable: true, retryAfterMs: 7_000 },
    });
  });

  it('another WorkflowError: failed, its code decides', () => {
    expect(endOfError(new WorkflowError('EXPR_TYPE', 'No.'), stepId)).toMatchObject({ failure: { code: 'EXPR_TYPE' } });
    expect(endOfError(new WorkflowError('EXPR_TYPE', 'No.'), stepId)).not.toHaveProperty('failure.retryable');
  });

  it('a DeferredError: deferred for as long as it says', () => {
    const reason = { code: 'QUIET_HOURS', message: 'Not now.', stepId };
    expect(endOfError(new DeferredError('QUIET_HOURS', 'Not now.', 60_000), stepId)).toEqual({
      ...{ kind: 'deferred', delayMs: 60_000, reason },
    });
  });

  it('an UnknownOutcomeError: unknown', () => {
    const reason = { code: 'SEND_UNKNOWN', message: 'Nobody knows.', stepId };
    expect(endOfError(new UnknownOutcomeError('SEND_UNKNOWN', 'Nobody knows.'), stepId)).toEqual({
      kind: 'unknown',
      reason,
    });
  });

  it('the timeout of its own signal: failed with TIMEOUT', () => {
    expect(endOfError(new DOMException('after 5 ms', 'TimeoutError'), stepId)).toMatchObject({
      kind: 'failed',
      failure: { code: 'TIMEOUT' },
      reason: { message: 'The attempt took longer than its timeout.' },
    });
  });

  it("a stranger's error: failed with AGENT_FAILED, of which only the message is kept", () => {
    const error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', config: { auth: 'secret' } });
    expect(endOfError(error, stepId)).toEqual({
      kind: 'failed',
      failure: { code: 'AGENT_FAILED' },
      reason: { code: 'AGENT_FAILED', message: 'socket hang up', stepId },
    });
  });
});
