import type { Meter } from '../expression/evaluate/evaluation.js';
import { jsonBytes } from '../expression/evaluate/json-bytes.js';
import { isPrimitive, type Visible } from '../expression/evaluate/visible.js';
import { evaluatePart } from '../expression/evaluate/evaluate-part.js';
import { ExpressionError } from '../expression/expression-error.js';
import type { ExpressionContext } from '../expression/expression.js';
import { limits } from '../expression/limits.js';
import type { Template } from './template.js';

/**
 * Renders a template as a part of a rendering, whose parts share one meter.
 *
 * @throws ExpressionError
 */
export function renderPart(template: Template, context: ExpressionContext, meter: Meter): Visible {
  const { holes, texts } = template;
  const [first] = holes;
  if (first !== undefined && holes.length === 1 && texts.join('') === '') {
    return evaluatePart(first.expression, context, meter, null);
  }
  if (template.isStatic) return template.text;
  let rendered = '';
  for (const [index, text] of texts.entries()) {
    const before = holes[index - 1];
    if (before !== undefined) rendered += toText(evaluatePart(before.expression, context, meter, null));
    rendered += text;
    if (rendered.length > limits.resultBytes) throw tooLong(template);
  }
  if (jsonBytes(rendered) > limits.resultBytes) throw tooLong(template);
  return rendered;
}

function toText(value: Visible): string {
  if (value === null || value === undefined) return '';
  return isPrimitive(value) ? String(value) : JSON.stringify(value);
}

function tooLong(template: Template): ExpressionError {
  const details = { expression: template.text, column: 1 };
  return new ExpressionError('EXPR_LIMIT', `the text is larger than ${limits.resultBytes} bytes`, details);
}
