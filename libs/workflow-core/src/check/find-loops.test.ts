import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { topologicalOrder } from '../plan/topological-order.js';
import { findLoops } from './find-loops.js';

test('finds one shortest loop of each group', () => {
  expect(findLoops([[1], [2], [0]])).toEqual([[0, 1, 2]]);
  expect(findLoops([[0]])).toEqual([[0]]);
  expect(findLoops([[1, 2], [0], [0, 1]])).toEqual([[0, 1]]);
  expect(findLoops([[], [2], [1], [1, 4], [3]])).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(findLoops([[1], [2], []])).toEqual([]);
});

test('does not overflow the stack on a loop of ten thousand', () => {
  const size = 10_000;
  expect(findLoops(Array.from({ length: size }, (_, node) => [(node + 1) % size]))[0]).toHaveLength(size);
});

test('finds a loop exactly where there is no order, and each is one', () => {
  const graph = fc
    .integer({ min: 1, max: 10 })
    .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }));
  fc.assert(
    fc.property(graph, (written) => {
      const waitsFor = written.map((before) => [...new Set(before)]);
      const loops = findLoops(waitsFor);
      expect(loops.length > 0).toBe(topologicalOrder(waitsFor).length < waitsFor.length);
      for (const loop of loops) {
        expect(new Set(loop).size).toBe(loop.length);
        for (const [index, node] of loop.entries()) expect(waitsFor[node]).toContain(loop[(index + 1) % loop.length]);
      }
    }),
  );
});
