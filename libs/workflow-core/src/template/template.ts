import type { Expression, ExpressionRefusal, StepRead } from '../expression/expression.js';

/** A refusal of a template; the column counts in the template's text. */
export interface TemplateRefusal extends Omit<ExpressionRefusal, 'code'> {
  readonly code: 'TEMPLATE_SYNTAX' | ExpressionRefusal['code'];
}

/** One `{{ expression }}`; `column` is where its braces begin. */
export interface Hole {
  readonly expression: Expression;
  readonly column: number;
}

/** A text that was found to be a template. Plain data: it may be kept, shared and rendered any number of times. */
export interface Template {
  readonly text: string;
  readonly holes: readonly Hole[];
  /** The texts around the holes: one more than there are holes. */
  readonly texts: readonly string[];
  /** Every step that a rendering can touch, each once, in the order of the text. */
  readonly stepReads: readonly StepRead[];
  /** Whether it has no holes, and so renders to itself. */
  readonly isStatic: boolean;
}

export type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly refusal: TemplateRefusal };
