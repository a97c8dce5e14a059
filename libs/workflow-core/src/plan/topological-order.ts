/**
 * An order in which every node comes after all that it waits for (Kahn's algorithm, without recursion: a chain may be
 * 10,000 long). Nodes on or behind a cycle are left out.
 */
export function topologicalOrder(waitsFor: readonly Iterable<number>[]): number[] {
  const open = waitsFor.map(() => 0);
  const followers: number[][] = waitsFor.map(() => []);
  for (const [node, before] of waitsFor.entries()) {
    for (const other of before) {
      (followers[other] as number[]).push(node);
      open[node] = (open[node] as number) + 1;
    }
  }
  const order = [...open.keys()].filter((node) => open[node] === 0);
  // The list grows while it is walked: it is the queue as well.
  for (const node of order) {
    for (const follower of followers[node] as number[]) {
      const left = (open[follower] as number) - 1;
      open[follower] = left;
      if (left === 0) order.push(follower);
    }
  }
  return order;
}
