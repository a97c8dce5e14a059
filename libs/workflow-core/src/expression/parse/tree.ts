import type { ExpressionRoot } from '../expression-root.js';

export type UnaryOperator = '!' | '-' | '+';
export type LogicalOperator = '??' | '||' | '&&';
export type EqualityOperator = '==' | '!=' | '===' | '!==';
export type OrderOperator = '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '**';
export type MethodName =
  | 'includes'
  | 'startsWith'
  | 'endsWith'
  | 'indexOf'
  | 'slice'
  | 'trim'
  | 'toLowerCase'
  | 'toUpperCase'
  | 'split'
  | 'join';

/** What an expression means, after every check: nothing that is not in this list can be evaluated. */
export type Tree =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | undefined; readonly column: number }
  | { readonly kind: 'root'; readonly name: ExpressionRoot; readonly column: number }
  | { readonly kind: 'step'; readonly stepId: string; readonly column: number }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly column: number }
  | { readonly kind: 'member'; readonly object: Tree; readonly name: string; readonly column: number }
  | { readonly kind: 'item'; readonly object: Tree; readonly key: Tree; readonly column: number }
  | {
      readonly kind: 'call';
      readonly object: Tree;
      readonly method: MethodName;
      readonly parameters: readonly Tree[];
      readonly column: number;
    }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Tree; readonly column: number }
  | BinaryTree<'logical', LogicalOperator>
  | BinaryTree<'equality', EqualityOperator>
  | BinaryTree<'order', OrderOperator>
  | BinaryTree<'arithmetic', ArithmeticOperator>
  | { readonly kind: 'choice'; readonly test: Tree; readonly yes: Tree; readonly no: Tree; readonly column: number };

export interface BinaryTree<Kind extends string, Operator extends string> {
  readonly kind: Kind;
  readonly operator: Operator;
  readonly left: Tree;
  readonly right: Tree;
  readonly column: number;
}
