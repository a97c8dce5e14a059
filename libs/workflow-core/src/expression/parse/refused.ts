import type { ExpressionErrorCode, ExpressionRefusal } from '../expression.js';

/** Carries a refusal out of the depth of a check to the function that asked; it never leaves the parser. */
export class Refused extends Error {
  readonly refusal: ExpressionRefusal;

  constructor(code: ExpressionErrorCode, message: string, column: number, hint?: string) {
    super(message);
    this.refusal = { code, message, column, ...(hint === undefined ? {} : { hint }) };
  }
}
