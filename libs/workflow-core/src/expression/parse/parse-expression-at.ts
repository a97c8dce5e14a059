import jsep from 'jsep';
import type { Expression, ExpressionOptions, ParsedExpression } from '../expression.js';
import { placeholder, TreeBuilder } from './build-tree.js';
import { checkShape } from './check-shape.js';
import { Refused } from './refused.js';
import { tokenize } from './tokenize.js';

/** Reads an expression that is part of a longer text: columns count from `offset` characters before it. Never throws. */
export function parseExpressionAt(text: string, offset: number, options: ExpressionOptions): ParsedExpression {
  try {
    return { ok: true, expression: read(text, offset, options) };
  } catch (thrown) {
    if (thrown instanceof Refused) return { ok: false, refusal: thrown.refusal };
    // Only jsep can throw anything else, and only if somebody in this process has changed its global registry.
    return { ok: false, refusal: { code: 'EXPR_SYNTAX', message: String(thrown), column: offset + 1 } };
  }
}

/**
 * The parser sees a skeleton of the checked tokens: names and literals as placeholders, signs as they are. It decides
 * which operator binds what and nothing else; values, names and columns are taken from the tokens. So nothing that it
 * reads differently from JavaScript (`01`, `'\u0041'`, `this`, `a b`) can reach it.
 */
function read(text: string, offset: number, options: ExpressionOptions): Expression {
  const tokens = tokenize(text, offset);
  checkShape(tokens, offset + 1, offset + text.length + 1);
  const skeleton = tokens.map((token, index) => (token.kind === 'sign' ? token.text : placeholder(index))).join(' ');
  const builder = new TreeBuilder(tokens, offset + 1, options);
  const tree = builder.build(jsep(skeleton));
  const { stepReads, roots } = builder;
  return { text, stepReads, roots, isConstant: roots.length === 0, tree };
}
