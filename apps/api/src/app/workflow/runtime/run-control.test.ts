import { parseExpression, type DecidedControl, type Expression } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { runControl } from './run-control.js';

function choice(text: string): DecidedControl {
  const parsed = parseExpression(text, { roots: ['trigger'] });
  const when = (parsed as { expression: Expression }).expression;
  return { kind: 'choice', mode: 'first', branches: [{ when, takes: ['t'] }] };
}

describe('what the engine decides itself, as the end of an attempt', () => {
  it('is completed with what was decided', () => {
    expect(runControl(choice('trigger.a'), 'c', { trigger: { a: 1 } })).toMatchObject({
      kind: 'completed',
      taken: ['t'],
    });
  });

  it('is a failure that nobody repeats when no branch is true, or one cannot be evaluated', () => {
    expect(runControl(choice('trigger.a'), 'c', { trigger: {} })).toMatchObject({
      ...{ kind: 'failed', failure: { code: 'NO_BRANCH_MATCHED', retryable: false } },
    });
    expect(runControl(choice('trigger.a * 2 > 1'), 'c', { trigger: { a: {} } })).toMatchObject({
      ...{ kind: 'failed', failure: { code: 'EXPR_TYPE' }, reason: { stepId: 'c' } },
    });
  });
});
