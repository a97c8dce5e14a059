import type { ArithmeticOperator, EqualityOperator, OrderOperator } from '../parse/tree.js';
import type { Evaluation } from './evaluation.js';
import { isPrimitive, kindOf, type Primitive, type Visible } from './visible.js';

/** `==` and its kin: primitives as JavaScript compares them, objects by identity and never by conversion. */
export function equate(operator: EqualityOperator, left: Visible, right: Visible, evaluation: Evaluation): boolean {
  if (typeof left !== typeof right || lengthOf(left) === lengthOf(right))
    evaluation.touch(lengthOf(left) + lengthOf(right));
  const isLoose = (operator === '==' || operator === '!=') && isPrimitive(left) && isPrimitive(right);
  // oxlint-disable-next-line eqeqeq -- the language has both
  const isEqual = isLoose ? left == right : left === right;
  return operator === '==' || operator === '===' ? isEqual : !isEqual;
}

/** @throws ExpressionError EXPR_TYPE for an object or array */
export function order(operator: OrderOperator, left: Visible, right: Visible, evaluation: Evaluation): boolean {
  const [a, b] = operands(operator, left, right, evaluation) as [number, number];
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** @throws ExpressionError EXPR_TYPE for an object or array */
export function calculate(
  operator: ArithmeticOperator,
  left: Visible,
  right: Visible,
  evaluation: Evaluation,
): number | string {
  const [a, b] = operands(operator, left, right, evaluation) as [number, number];
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '**':
      return a ** b;
  }
}

/** @throws ExpressionError EXPR_TYPE for an object or array */
export function negate(operator: '-' | '+', operand: Visible, evaluation: Evaluation): number {
  const value = primitive(operator, operand, evaluation);
  evaluation.touch(lengthOf(value));
  const number = Number(value);
  return operator === '-' ? -number : number;
}

/** Both operands; what JavaScript does to them from here on touches each character once at most. */
function operands(operator: string, left: Visible, right: Visible, evaluation: Evaluation): [Primitive, Primitive] {
  const both: [Primitive, Primitive] = [primitive(operator, left, evaluation), primitive(operator, right, evaluation)];
  evaluation.touch(lengthOf(left) + lengthOf(right));
  return both;
}

function primitive(operator: string, value: Visible, evaluation: Evaluation): Primitive {
  if (isPrimitive(value)) return value;
  throw evaluation.fail('EXPR_TYPE', `\`${operator}\` does not take ${kindOf(value)}`);
}

const lengthOf = (value: Visible): number => (typeof value === 'string' ? value.length : 0);
