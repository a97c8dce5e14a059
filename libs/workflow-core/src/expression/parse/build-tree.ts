import type jsep from 'jsep';
import type { ExpressionOptions, ExpressionRoot, StepRead } from '../expression.js';
import { forbiddenNames } from '../forbidden-names.js';
import { nearestName } from '../nearest-name.js';
import { Refused } from './refused.js';
import type { Token } from './token.js';
import type { MethodName, Tree } from './tree.js';

/** The allow-list of operators, and what each is. */
const BINARY: ReadonlyMap<string, 'logical' | 'equality' | 'order' | 'arithmetic'> = new Map([
  ...['??', '||', '&&'].map((sign) => [sign, 'logical'] as const),
  ...['==', '!=', '===', '!=='].map((sign) => [sign, 'equality'] as const),
  ...['<', '<=', '>', '>='].map((sign) => [sign, 'order'] as const),
  ...['+', '-', '*', '/', '%', '**'].map((sign) => [sign, 'arithmetic'] as const),
]);
const UNARY: ReadonlySet<string> = new Set(['!', '-', '+']);
const METHODS: ReadonlySet<string> = new Set<MethodName>([
  'includes',
  'startsWith',
  'endsWith',
  'indexOf',
  'slice',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'split',
  'join',
]);

/** How the skeleton that the parser reads names the token of this index. */
export const placeholder = (index: number): string => `$${index}`;

/**
 * Turns what the parser made of a skeleton into a tree of the language, node by node from an allow-list: a kind of
 * node, an operator or a method that is not listed is refused, wherever it came from. Notes each step and root that
 * the tree reads.
 */
export class TreeBuilder {
  readonly #tokens: ReadonlyMap<string, Token>;
  readonly #start: number;
  readonly #options: ExpressionOptions;
  readonly #stepReads = new Map<string, StepRead>();
  readonly #roots = new Set<ExpressionRoot>();

  /** @param start the column where the expression begins, for what has no place of its own */
  constructor(tokens: readonly Token[], start: number, options: ExpressionOptions) {
    this.#tokens = new Map(tokens.map((token, index) => [placeholder(index), token]));
    this.#start = start;
    this.#options = options;
  }

  get stepReads(): StepRead[] {
    return [...this.#stepReads.values()];
  }

  get roots(): ExpressionRoot[] {
    return [...this.#roots];
  }

  /**
   * @param field the member that is read of this node, when it is written out
   * @throws Refused
   */
  build(node: jsep.Expression | null | undefined, field?: string): Tree {
    const known = node as jsep.CoreExpression | null | undefined;
    switch (known?.type) {
      case 'Identifier':
        return this.#leaf(this.#tokenOf(known));
      case 'ArrayExpression': {
        const items = known.elements.map((element) => this.build(element));
        return { kind: 'list', items, column: items[0]?.column ?? this.#start };
      }
      case 'MemberExpression':
        return this.#member(known, field);
      case 'CallExpression':
        return this.#call(known);
      case 'UnaryExpression': {
        const operand = this.build(known.argument);
        if (!UNARY.has(known.operator)) throw notAllowed(known.operator, operand.column);
        return { kind: 'unary', operator: known.operator, operand, column: operand.column } as Tree;
      }
      case 'BinaryExpression':
        return this.#binary(known);
      case 'ConditionalExpression': {
        const test = this.build(known.test);
        const yes = this.build(known.consequent);
        return { kind: 'choice', test, yes, no: this.build(known.alternate), column: test.column };
      }
      default:
        throw notAllowed(known?.type ?? 'nothing', this.#start);
    }
  }

  /** The token that a placeholder stands for. */
  #tokenOf(node: jsep.Expression): Token {
    const { name } = node as jsep.Identifier;
    const token = this.#tokens.get(name);
    if (token === undefined) throw notAllowed(name, this.#start);
    return token;
  }

  #leaf(token: Token): Tree {
    const { text: name, column } = token;
    if (token.kind === 'literal') return { kind: 'literal', value: token.value, column };
    if (!this.#isRoot(name)) throw this.#unknownRoot(name, column);
    if (name === 'steps') {
      throw new Refused('EXPR_DYNAMIC_STEP', '`steps` is read one step at a time, as in steps.research', column);
    }
    this.#roots.add(name);
    return { kind: 'root', name, column };
  }

  #isRoot(name: string): name is ExpressionRoot {
    return (this.#options.roots as readonly string[]).includes(name);
  }

  #unknownRoot(name: string, column: number): Refused {
    const { roots } = this.#options;
    const message =
      name === 'secrets' ? '`secrets` is reserved' : `\`${name}\` is not known here; known are ${roots.join(', ')}`;
    const nearest = nearestName(name, roots);
    return new Refused('EXPR_UNKNOWN_ROOT', message, column, nearest && `did you mean \`${nearest}\`?`);
  }

  #member(node: jsep.MemberExpression, field: string | undefined): Tree {
    const key = this.#writtenKey(node);
    if (this.#isSteps(node.object)) return this.#step(node, key, field);
    const object = this.build(node.object, key?.text);
    if (key !== undefined) {
      if (forbiddenNames.has(key.text)) throw forbidden(key.text, key.column);
      return { kind: 'member', object, name: key.text, column: key.column };
    }
    const computed = this.build(node.property);
    if (computed.kind === 'list') throw new Refused('EXPR_FORBIDDEN', 'a list cannot be a key', computed.column);
    return { kind: 'item', object, key: computed, column: computed.column };
  }

  /** A key that the text spells out, after a dot or as a string in brackets. */
  #writtenKey(node: jsep.MemberExpression): { text: string; column: number } | undefined {
    if (node.computed && node.property.type !== 'Identifier') return undefined;
    const token = this.#tokenOf(node.property);
    if (!node.computed) return token;
    if (token.kind !== 'literal' || typeof token.value !== 'string') return undefined;
    return { text: token.value, column: token.column };
  }

  #isSteps(node: jsep.Expression): boolean {
    if (node.type !== 'Identifier' || !this.#isRoot('steps')) return false;
    const token = this.#tokenOf(node);
    return token.kind === 'name' && token.text === 'steps';
  }

  #step(
    node: jsep.MemberExpression,
    key: { text: string; column: number } | undefined,
    field: string | undefined,
  ): Tree {
    if (key === undefined) {
      const message = "the id of a step is written out, as in steps.research or steps['research']";
      throw new Refused('EXPR_DYNAMIC_STEP', message, this.#tokenOf(node.object).column);
    }
    const { text: stepId, column } = key;
    if (forbiddenNames.has(stepId)) throw forbidden(stepId, column);
    const { steps } = this.#options;
    if (steps !== undefined && !steps.has(stepId)) {
      throw new Refused(
        'EXPR_UNKNOWN_STEP',
        `there is no step \`${stepId}\` to read here`,
        column,
        stepHint(stepId, steps),
      );
    }
    const before = this.#stepReads.get(stepId);
    const readsOutput = field === undefined || field === 'output' || before?.readsOutput === true;
    this.#stepReads.set(stepId, { stepId, column: before?.column ?? column, readsOutput });
    this.#roots.add('steps');
    return { kind: 'step', stepId, column };
  }

  #call(node: jsep.CallExpression): Tree {
    const callee = node.callee as jsep.CoreExpression;
    if (callee.type !== 'MemberExpression' || callee.computed) {
      throw notAllowed('a call that is not of a method', this.#start);
    }
    const { text: method, column } = this.#tokenOf(callee.property);
    if (!METHODS.has(method)) {
      const nearest = nearestName(method, METHODS);
      const message = `\`${method}\` cannot be called; callable are ${[...METHODS].join(', ')}`;
      throw new Refused('EXPR_FORBIDDEN', message, column, nearest && `did you mean \`${nearest}\`?`);
    }
    const object = this.build(callee.object);
    const parameters = node.arguments.map((argument) => this.build(argument));
    return { kind: 'call', object, method: method as MethodName, parameters, column };
  }

  #binary(node: jsep.BinaryExpression): Tree {
    const left = this.build(node.left);
    const kind = BINARY.get(node.operator);
    if (kind === undefined) throw notAllowed(node.operator, left.column);
    const right = this.build(node.right);
    return { kind, operator: node.operator, left, right, column: left.column } as Tree;
  }
}

const notAllowed = (what: string, column: number) =>
  new Refused('EXPR_FORBIDDEN', `\`${what}\` is not part of the language`, column);

const forbidden = (name: string, column: number) => new Refused('EXPR_FORBIDDEN', `\`${name}\` cannot be read`, column);

function stepHint(stepId: string, steps: ReadonlySet<string>): string | undefined {
  for (const known of steps) {
    if (known.startsWith(`${stepId}-`)) return `an id with a dash is written steps['${known}']`;
  }
  const nearest = nearestName(stepId, steps);
  return nearest && `did you mean \`${nearest}\`?`;
}
