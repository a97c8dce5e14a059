import { decideControl, type DecidedControl, type ExpressionContext } from '@workflow/core';
import { endOfError, type AttemptEnd } from './attempt-end.js';

/** Carries out what the engine itself does in a step at once: a choice, an `end`. Never throws. */
export function runControl(control: DecidedControl, stepId: string, context: ExpressionContext): AttemptEnd {
  try {
    const decision = decideControl(control, stepId, context);
    if (decision.kind === 'completed') return decision;
    return { ...decision, failure: { code: decision.reason.code, retryable: false } };
  } catch (error) {
    return endOfError(error, stepId);
  }
}
