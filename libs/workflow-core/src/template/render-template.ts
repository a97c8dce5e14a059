import { newMeter } from '../expression/evaluate/evaluation.js';
import type { ExpressionContext } from '../expression/expression.js';
import { renderPart } from './render-part.js';
import type { Template } from './template.js';

/**
 * What a template gives over a context: the value itself, with its type, if the text is exactly one hole; else a text,
 * with null and undefined as '' and objects as JSON. Values are not looked at again: braces in them stay text.
 *
 * @throws ExpressionError as the evaluation of its holes does; EXPR_LIMIT too for a text beyond 1 MiB
 */
export function renderTemplate(template: Template, context: ExpressionContext): unknown {
  return renderPart(template, context, newMeter());
}
