import type { Tree } from './tree.js';

/** The trees that one is made of, in the order of the text. */
export function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case 'literal':
    case 'root':
    case 'step':
      return [];
    case 'list':
      return tree.items;
    case 'member':
      return [tree.object];
    case 'item':
      return [tree.object, tree.key];
    case 'call':
      return [tree.object, ...tree.parameters];
    case 'unary':
      return [tree.operand];
    case 'choice':
      return [tree.test, tree.yes, tree.no];
    case 'logical':
    case 'equality':
    case 'order':
    case 'arithmetic':
      return [tree.left, tree.right];
  }
}

/** A tree and everything in it, the outer before the inner. */
export function treesIn(tree: Tree): Tree[] {
  return [tree, ...partsOf(tree).flatMap(treesIn)];
}
