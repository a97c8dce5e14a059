import type { ExpressionRoot } from './expression-root.js';
import type { Tree } from './parse/tree.js';

/*
 * The public face of the expression language (parse once at publishing, evaluate many times).
 * The implementation lives beside this file; these shapes are what the rest of the core relies on.
 */

export type { ExpressionRoot };

export type ExpressionErrorCode =
  | 'EXPR_SYNTAX'
  | 'EXPR_TOO_LARGE'
  | 'EXPR_UNKNOWN_ROOT'
  | 'EXPR_FORBIDDEN'
  | 'EXPR_UNKNOWN_STEP'
  | 'EXPR_DYNAMIC_STEP';

/** A refusal of a text, with the 1-based column where it was found. */
export interface ExpressionRefusal {
  readonly code: ExpressionErrorCode;
  readonly message: string;
  readonly column: number;
  readonly hint?: string;
}

/** What an expression reads of one step: its id, where it is first named, and whether its output is looked at. */
export interface StepRead {
  readonly stepId: string;
  readonly column: number;
  /** False when only `status`, `error` and the like are read; true for `output` and for the whole view. */
  readonly readsOutput: boolean;
}

/** What may stand in a text: the roots of its place, and the ids of the steps (absent: any id). */
export interface ExpressionOptions {
  readonly roots: readonly ExpressionRoot[];
  readonly steps?: ReadonlySet<string>;
}

/** A text that was found to be in the language. Plain data: it may be kept, shared and evaluated any number of times. */
export interface Expression {
  readonly text: string;
  /** Every step that an evaluation can touch, each once, in the order of the text. */
  readonly stepReads: readonly StepRead[];
  /** Every root that an evaluation can touch, each once, in the order of the text. */
  readonly roots: readonly ExpressionRoot[];
  /** Whether it reads nothing, and so always gives the same. */
  readonly isConstant: boolean;
  /** What the evaluator walks; of no use to anybody else. */
  readonly tree: Tree;
}

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly refusal: ExpressionRefusal };

/** Values of the roots. `steps` maps ids to step views; anything else is plain data. */
export type ExpressionContext = Readonly<Partial<Record<ExpressionRoot, unknown>>>;
