import { TerminalError } from '../errors/workflow-error.js';

/** What `details` of an `ExpressionError` holds: the whole expression and the 1-based column that could not be evaluated. */
export interface ExpressionErrorDetails {
  readonly expression: string;
  readonly column: number;
}

const SHOWN = 120;

/**
 * The end of an evaluation that the language does not allow. No repetition mends it: the same text meets the same data.
 * The message names the expression and the kinds of the values, never the values themselves.
 */
export class ExpressionError extends TerminalError {
  declare readonly code: 'EXPR_TYPE' | 'EXPR_LIMIT';
  declare readonly details: ExpressionErrorDetails;

  constructor(code: 'EXPR_TYPE' | 'EXPR_LIMIT', problem: string, details: ExpressionErrorDetails, cause?: unknown) {
    const { expression } = details;
    const shown = expression.length > SHOWN ? `${expression.slice(0, SHOWN)}…` : expression;
    super(code, `${problem} (in the expression \`${shown}\`, column ${details.column})`, { details, cause });
  }
}
