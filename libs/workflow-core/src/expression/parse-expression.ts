import type { ExpressionOptions, ParsedExpression } from './expression.js';
import { parseExpressionAt } from './parse/parse-expression-at.js';

/**
 * Reads a bare expression. Never throws: a text that is not in the language, or reads what its place does not have, is
 * refused with the column. The time is linear in the text and bounded by the limits.
 */
export function parseExpression(text: string, options: ExpressionOptions): ParsedExpression {
  return parseExpressionAt(text, 0, options);
}
