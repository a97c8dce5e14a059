import { evaluatePart } from './evaluate/evaluate-part.js';
import { newMeter } from './evaluate/evaluation.js';
import type { Expression, ExpressionContext } from './expression.js';

/**
 * The value of an expression over a context: plain data, in which members that are undefined are left out. It may share
 * parts with the context, so neither is to be changed afterwards. Nothing of the context is run or changed, and only
 * what the expression reads is touched.
 *
 * @throws ExpressionError EXPR_TYPE for a value that an operator or a method does not take, EXPR_LIMIT for more than
 *   the language allows
 */
export function evaluateExpression(expression: Expression, context: ExpressionContext): unknown {
  return evaluatePart(expression, context, newMeter(), undefined);
}
