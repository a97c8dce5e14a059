import type { ExpressionOptions, ParsedExpression } from './expression.js';
import { parseExpressionAt } from './parse/parse-expression-at.js';
import { endOfHole } from './end-of-hole.js';

/** Reads a condition: one expression, bare or in one pair of braces. Never throws; columns count in the whole text. */
export function parseCondition(text: string, options: ExpressionOptions): ParsedExpression {
  const start = text.length - text.trimStart().length;
  if (!text.startsWith('{{', start)) return parseExpressionAt(text, 0, options);
  const end = endOfHole(text, start + 2);
  if (end === undefined) return refuse('`{{` has no `}}`', start + 1);
  if (text.slice(end + 2).trim() !== '') {
    return refuse('a condition is one expression, bare or in one pair of braces; nothing may follow it', end + 3);
  }
  const inside = text.slice(start + 2, end);
  const indent = inside.length - inside.trimStart().length;
  return parseExpressionAt(inside.trim(), start + 2 + indent, options);
}

const refuse = (message: string, column: number): ParsedExpression => ({
  ok: false,
  refusal: { code: 'EXPR_SYNTAX', message, column },
});
