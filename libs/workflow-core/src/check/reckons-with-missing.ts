import { treesIn } from '../expression/parse/parts-of.js';
import type { Tree } from '../expression/parse/tree.js';
import { outputRead, outputReads } from './output-reads.js';

/**
 * Whether an expression looks as if its author knew that what it reads may not be there: it puts something in its place
 * (`??`, `||`, `? :`), asks whether it is there (`!`, `== null`, `steps.a.output && …`), or asks how the step ended.
 */
export function reckonsWithMissing(tree: Tree): boolean {
  return treesIn(tree).some(isReckoning);
}

function isReckoning(tree: Tree): boolean {
  switch (tree.kind) {
    case 'choice':
      return true;
    case 'unary':
      return tree.operator === '!';
    case 'logical':
      return tree.operator !== '&&' || asksBefore(tree.left, tree.right);
    case 'equality':
      return isNothing(tree.left) || isNothing(tree.right);
    case 'member':
      return tree.object.kind === 'step' && tree.name !== 'output';
    default:
      return false;
  }
}

/** True for `steps.a.output && steps.a.output.size > 3`. */
function asksBefore(left: Tree, right: Tree): boolean {
  const asked = outputRead(left)?.text;
  return asked !== undefined && outputReads(right).some(({ text }) => text.startsWith(asked));
}

function isNothing(tree: Tree): boolean {
  return tree.kind === 'literal' && (tree.value === null || tree.value === undefined);
}
