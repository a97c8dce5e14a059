import { evaluateExpression } from '../expression/evaluate-expression.js';
import type { Expression } from '../expression/expression.js';
import { treesIn } from '../expression/parse/parts-of.js';
import type { Tree } from '../expression/parse/tree.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import { outputReads } from './output-reads.js';
import { reckonsWithMissing } from './reckons-with-missing.js';

/**
 * Warns of a loop whose `while` looks at what its iterations give: before the first of them that is undefined, and so
 * the loop never begins, or may not begin where it looks at other things as well.
 */
export function warnLoopsNotBegun(scopes: readonly CheckedScope[], findings: Findings): void {
  for (const { container, path } of scopes.flatMap(({ compiled }) => compiled)) {
    if (container?.while === undefined) continue;
    const asked = container.while;
    const inside = new Set(container.steps.map(({ id }) => id));
    const missing = missingAtFirst(asked.tree, inside);
    const begins = missing === undefined ? true : beginsAtFirst(asked, inside);
    if (begins === true) continue;
    const { text } = asked;
    const message =
      `Before the first iteration \`${missing}\` is undefined, so \`${container.step.id}\` ${begins === false ? 'never begins' : 'may never begin'}: ` +
      'ask after each iteration by `until`, or let the first one begin by `loop.index == 0 || …`.';
    findings.warn('LATER_READ', `${path}/loop/while`, message, `loop.index == 0 || (${text})`);
  }
}

/** The first thing that an expression reads of the iteration before, in the order of the text. */
function missingAtFirst(tree: Tree, inside: ReadonlySet<string>): string | undefined {
  if (treesIn(tree).some((part) => isLoopMember(part, 'previous'))) return 'loop.previous';
  return outputReads(tree).find(({ stepId }) => inside.has(stepId))?.text;
}

/** Undefined where that depends on what only a run knows. */
function beginsAtFirst(expression: Expression, inside: ReadonlySet<string>): boolean | undefined {
  const { roots, stepReads, tree } = expression;
  const isKnown =
    roots.every((root) => root === 'loop' || root === 'steps') && stepReads.every(({ stepId }) => inside.has(stepId));
  if (!isKnown) return reckons(tree) ? true : undefined;
  const steps = Object.fromEntries([...inside].map((stepId) => [stepId, { status: 'pending', attempts: 0 }]));
  try {
    return Boolean(evaluateExpression(expression, { steps, loop: { index: 0 } }));
  } catch {
    // It fails in a run as well, and says why.
    return true;
  }
}

/** What differs from something is true of what is not there, and `loop.index` tells the first iteration from others. */
function reckons(tree: Tree): boolean {
  const isDifferent = (part: Tree) => part.kind === 'equality' && part.operator.startsWith('!');
  return reckonsWithMissing(tree) || treesIn(tree).some((part) => isDifferent(part) || isLoopMember(part, 'index'));
}

function isLoopMember(tree: Tree, name: string): boolean {
  return tree.kind === 'member' && tree.name === name && tree.object.kind === 'root' && tree.object.name === 'loop';
}
