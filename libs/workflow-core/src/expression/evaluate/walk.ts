import type { MethodName, Tree } from '../parse/tree.js';
import { arrayMethods } from './array-methods.js';
import type { Evaluation } from './evaluation.js';
import { calculate, equate, negate, order } from './operate.js';
import { stringMethods } from './string-methods.js';
import {
  isArray,
  isPrimitive,
  kindOf,
  ownValue,
  readItem,
  readMember,
  type Primitive,
  type Visible,
} from './visible.js';

/**
 * The value of a tree. Each node is visited once at most, so the depth and the number of steps are bounded by the
 * expression, and the data touched by the evaluation's meter.
 *
 * @throws ExpressionError
 */
export function walk(tree: Tree, evaluation: Evaluation): Visible {
  switch (tree.kind) {
    case 'literal':
      return tree.value;
    case 'root':
      return ownValue(evaluation.context, tree.name);
    case 'step':
      return readMember(ownValue(evaluation.context, 'steps'), tree.stepId);
    case 'list':
      return tree.items.map((item) => walk(item, evaluation));
    case 'member':
      return readMember(walk(tree.object, evaluation), tree.name);
    case 'item':
      return item(tree, evaluation);
    case 'call':
      return call(tree, evaluation);
    case 'choice':
      return walk(walk(tree.test, evaluation) ? tree.yes : tree.no, evaluation);
    case 'unary': {
      const operand = walk(tree.operand, evaluation);
      evaluation.column = tree.column;
      return tree.operator === '!' ? !operand : negate(tree.operator, operand, evaluation);
    }
    case 'logical':
      return logical(tree, evaluation);
    case 'equality':
    case 'order':
    case 'arithmetic': {
      const left = walk(tree.left, evaluation);
      const right = walk(tree.right, evaluation);
      evaluation.column = tree.column;
      if (tree.kind === 'equality') return equate(tree.operator, left, right, evaluation);
      if (tree.kind === 'order') return order(tree.operator, left, right, evaluation);
      return calculate(tree.operator, left, right, evaluation);
    }
  }
}

function logical(tree: Extract<Tree, { kind: 'logical' }>, evaluation: Evaluation): Visible {
  const left = walk(tree.left, evaluation);
  switch (tree.operator) {
    case '??':
      return left ?? walk(tree.right, evaluation);
    case '||':
      return left || walk(tree.right, evaluation);
    case '&&':
      return left && walk(tree.right, evaluation);
  }
}

function item(tree: Extract<Tree, { kind: 'item' }>, evaluation: Evaluation): Visible {
  const object = walk(tree.object, evaluation);
  const key = walk(tree.key, evaluation);
  evaluation.column = tree.column;
  if (typeof key === 'string') evaluation.touch(key.length);
  return readItem(object, key);
}

function call(tree: Extract<Tree, { kind: 'call' }>, evaluation: Evaluation): Visible {
  const object = walk(tree.object, evaluation);
  const parameters = tree.parameters.map((parameter) => walk(parameter, evaluation));
  evaluation.column = tree.column;
  if (typeof object === 'string') {
    return stringMethods.get(tree.method)?.(object, primitives(parameters, tree.method, evaluation), evaluation);
  }
  if (isArray(object)) {
    return arrayMethods.get(tree.method)?.(object, primitives(parameters, tree.method, evaluation), evaluation);
  }
  return undefined;
}

function primitives(parameters: readonly Visible[], method: MethodName, evaluation: Evaluation): Primitive[] {
  return parameters.map((parameter) => {
    if (!isPrimitive(parameter)) throw evaluation.fail('EXPR_TYPE', `\`${method}\` does not take ${kindOf(parameter)}`);
    // A text that is taken as a number or searched for is read once.
    if (typeof parameter === 'string') evaluation.touch(parameter.length);
    return parameter;
  });
}
