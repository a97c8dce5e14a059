import { evaluateExpression } from '../expression/evaluate-expression.js';
import type { ExpressionContext } from '../expression/expression.js';
import type { InstantControl } from '../plan/plan.js';
import { renderValue } from '../template/render-value.js';
import type { Reason } from './status.js';

/** What is decided at once, without waiting. */
export type DecidedControl = Exclude<InstantControl, { kind: 'wait' | 'deferredChoice' | 'approval' | 'workflow' }>;

/** What came of it. */
export type ControlDecision =
  | {
      readonly kind: 'completed';
      readonly output: unknown;
      /** Steps that a choice takes. */
      readonly taken?: readonly string[];
      /** How an `end` ends the run. */
      readonly ends?: 'completed' | 'failed';
    }
  | { readonly kind: 'failed'; readonly reason: Reason };

/**
 * Decides what the engine itself does in a step at once: a choice, an `end`. Every guard is asked over the same state.
 * @throws ExpressionError of its expressions and templates
 */
export function decideControl(control: DecidedControl, stepId: string, context: ExpressionContext): ControlDecision {
  switch (control.kind) {
    case 'choice':
      return choose(control, stepId, context);
    case 'end': {
      const output = control.output === undefined ? null : renderValue(control.output, context);
      return { kind: 'completed', output, ends: control.outcome };
    }
  }
}

function choose(
  { branches, otherwise, mode }: DecidedControl & { kind: 'choice' },
  stepId: string,
  context: ExpressionContext,
): ControlDecision {
  const matched: number[] = [];
  for (const [index, { when }] of branches.entries()) {
    if (mode === 'first' && matched.length > 0) break;
    if (evaluateExpression(when, context)) matched.push(index);
  }
  const takes =
    matched.length > 0 ? matched.flatMap((index) => (branches[index] as (typeof branches)[number]).takes) : otherwise;
  if (takes === undefined) {
    const reason = { code: 'NO_BRANCH_MATCHED', message: 'No branch matched, and there is no `otherwise`.', stepId };
    return { kind: 'failed', reason };
  }
  const taken = [...new Set(takes)];
  return { kind: 'completed', output: { branches: matched, taken }, taken };
}
