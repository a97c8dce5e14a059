import { evaluateExpression, renderValue, type ExpressionContext, type InstantControl } from '@workflow/core';
import { endOfError, type AttemptEnd } from './attempt-end.js';

/** What is decided at once, without waiting. */
export type DecidedControl = Exclude<InstantControl, { kind: 'wait' | 'deferredChoice' | 'approval' | 'workflow' }>;

/** Carries out what the engine itself does in a step at once: a choice, an `end`. Never throws. */
export function runControl(control: DecidedControl, stepId: string, context: ExpressionContext): AttemptEnd {
  try {
    switch (control.kind) {
      case 'choice':
        return choose(control, stepId, context);
      case 'end': {
        const output = control.output === undefined ? null : renderValue(control.output, context);
        return { kind: 'completed', output, ends: control.outcome };
      }
    }
  } catch (error) {
    return endOfError(error, stepId);
  }
}

/** Every guard is asked over the same state: what the step's claim brought. */
function choose(
  { branches, otherwise, mode }: DecidedControl & { kind: 'choice' },
  stepId: string,
  context: ExpressionContext,
): AttemptEnd {
  const matched: number[] = [];
  for (const [index, { when }] of branches.entries()) {
    if (mode === 'first' && matched.length > 0) break;
    if (evaluateExpression(when, context)) matched.push(index);
  }
  const takes = matched.length > 0 ? matched.flatMap((index) => branches[index]?.takes ?? []) : otherwise;
  if (takes === undefined) {
    const reason = { code: 'NO_BRANCH_MATCHED', message: 'No branch matched, and there is no `otherwise`.', stepId };
    return { kind: 'failed', failure: { code: reason.code, retryable: false }, reason };
  }
  const taken = [...new Set(takes)];
  return { kind: 'completed', output: { branches: matched, taken }, taken };
}
