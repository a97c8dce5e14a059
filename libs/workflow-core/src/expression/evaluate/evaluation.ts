import { ExpressionError } from '../expression-error.js';
import type { Expression, ExpressionContext } from '../expression.js';
import { limits } from '../limits.js';

/** What one evaluation, or the whole rendering that it is part of, may still touch. */
export interface Meter {
  left: number;
}

export const newMeter = (): Meter => ({ left: limits.touched });

/** One expression meeting one context: what may be read, what it has cost, and how it ends when it must. */
export class Evaluation {
  readonly context: ExpressionContext;
  /** Where the walk stands; an error names it. */
  column = 1;
  readonly #expression: Expression;
  readonly #meter: Meter;

  constructor(expression: Expression, context: ExpressionContext, meter: Meter) {
    this.#expression = expression;
    this.context = context;
    this.#meter = meter;
  }

  /**
   * Counts data before it is touched.
   *
   * @throws ExpressionError EXPR_LIMIT
   */
  touch(amount: number): void {
    this.#meter.left -= amount;
    if (this.#meter.left < 0) {
      throw this.fail('EXPR_LIMIT', `more than ${limits.touched} bytes of data would have to be looked at`);
    }
  }

  /** The error to throw. */
  fail(code: 'EXPR_TYPE' | 'EXPR_LIMIT', problem: string, cause?: unknown): ExpressionError {
    return new ExpressionError(code, problem, { expression: this.#expression.text, column: this.column }, cause);
  }
}
