import { ExpressionError } from '../expression-error.js';
import type { Expression, ExpressionContext } from '../expression.js';
import { Evaluation, type Meter } from './evaluation.js';
import { plainResult } from './plain-result.js';
import type { Visible } from './visible.js';
import { walk } from './walk.js';

/**
 * Evaluates an expression as a part of a rendering, whose parts share one meter; `gap` stands for undefined inside
 * arrays.
 *
 * @throws ExpressionError
 */
export function evaluatePart(
  expression: Expression,
  context: ExpressionContext,
  meter: Meter,
  gap: null | undefined,
): Visible {
  const evaluation = new Evaluation(expression, context, meter);
  try {
    return plainResult(walk(expression.tree, evaluation), gap, evaluation);
  } catch (thrown) {
    if (thrown instanceof ExpressionError) throw thrown;
    // Plain data cannot throw. A proxy can, whatever is asked of it.
    throw evaluation.fail('EXPR_TYPE', 'the data could not be read', thrown);
  }
}
