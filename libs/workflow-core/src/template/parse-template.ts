import { endOfHole } from '../expression/end-of-hole.js';
import type { ExpressionOptions } from '../expression/expression.js';
import { limits } from '../expression/limits.js';
import { parseExpressionAt } from '../expression/parse/parse-expression-at.js';
import { mergeReads } from './merge-reads.js';
import type { Hole, ParsedTemplate, TemplateRefusal } from './template.js';

/**
 * Reads a text as a template. Never throws: the first hole that is not closed or not an expression is refused with the
 * column. A text without holes is not looked at further, however long it is.
 */
export function parseTemplate(text: string, options: ExpressionOptions): ParsedTemplate {
  const holes: Hole[] = [];
  const texts: string[] = [];
  let from = 0;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', from)) {
    if (text.length > limits.templateLength || holes.length === limits.templateHoles) return refuse(tooLarge(open));
    const end = endOfHole(text, open + 2);
    if (end === undefined) return refuse(notClosed(open));
    const inside = text.slice(open + 2, end);
    const indent = inside.length - inside.trimStart().length;
    const parsed = parseExpressionAt(inside.trim(), open + 2 + indent, options);
    if (!parsed.ok) return refuse(parsed.refusal);
    holes.push({ expression: parsed.expression, column: open + 1 });
    texts.push(text.slice(from, open));
    from = end + 2;
  }
  texts.push(text.slice(from));
  const stepReads = mergeReads(holes.flatMap((hole) => hole.expression.stepReads));
  return { ok: true, template: { text, holes, texts, stepReads, isStatic: holes.length === 0 } };
}

const refuse = (refusal: TemplateRefusal): ParsedTemplate => ({ ok: false, refusal });

const tooLarge = (open: number): TemplateRefusal => ({
  code: 'EXPR_TOO_LARGE',
  message: `a template has at most ${limits.templateLength} characters and ${limits.templateHoles} holes`,
  column: open + 1,
});

const notClosed = (open: number): TemplateRefusal => ({
  code: 'TEMPLATE_SYNTAX',
  message: '`{{` has no `}}`',
  column: open + 1,
  hint: "a quote inside a hole hides `}}`; a `{{` that is meant as text is written {{ '{{' }}",
});
