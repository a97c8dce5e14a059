import { expect, test } from 'vitest';
import { treeOf } from './step-tree.js';

const step = (stepId: string, level: number, ...after: string[]) => ({
  stepId,
  level,
  dependencies: after.map((dependency) => ({ stepId: dependency, reasons: [] })),
});

test('stands each step under its deepest dependency', () => {
  const tree = treeOf([step('a', 0), step('b', 1, 'a'), step('c', 2, 'b', 'a'), step('d', 0), step('e', 1, 'd', 'a')]);
  expect(tree.map(({ stepId, depth }) => '-'.repeat(depth) + stepId)).toEqual(['a', '-b', '--c', '-e', 'd']);
});

test('draws a chain of ten thousand steps', () => {
  const chain = Array.from({ length: 10_000 }, (_, index) =>
    step(`s${index}`, index, ...(index === 0 ? [] : [`s${index - 1}`])),
  );
  expect(treeOf(chain).at(-1)).toEqual({ stepId: 's9999', depth: 9_999 });
});
