import { evaluateExpression } from '../expression/evaluate-expression.js';
import type { Expression, ExpressionContext } from '../expression/expression.js';

/** True when the wait takes a signal of this payload. An expression that cannot be evaluated over it does not match. */
export function matchSignal(match: Expression | undefined, context: ExpressionContext, payload: unknown): boolean {
  if (match === undefined) return true;
  try {
    return Boolean(evaluateExpression(match, { ...context, signal: payload }));
  } catch {
    // What was sent is none of the definition's doing: the next signal may match.
    return false;
  }
}
