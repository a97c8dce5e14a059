import { evaluateExpression } from '../expression/evaluate-expression.js';
import type { Expression } from '../expression/expression.js';

/** What an expression always decides; undefined for one that reads anything, and for one that fails. */
export function constantDecision(expression: Expression): boolean | undefined {
  if (!expression.isConstant) return undefined;
  try {
    return Boolean(evaluateExpression(expression, {}));
  } catch {
    return undefined;
  }
}
