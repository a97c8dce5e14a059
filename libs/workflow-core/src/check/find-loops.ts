type Arcs = readonly (readonly number[])[];

/**
 * One loop of each group of nodes that wait for each other: the shortest through the group's first node. Without
 * recursion, since a loop may be 10,000 long.
 */
export function findLoops(waitsFor: Arcs): number[][] {
  const groups = groupNodes(waitsFor);
  const seen = new Set<number>();
  const loops: number[][] = [];
  for (const [node, group] of groups.entries()) {
    if (seen.has(group)) continue;
    seen.add(group);
    const loop = loopThrough(node, waitsFor, groups);
    if (loop !== undefined) loops.push(loop);
  }
  return loops;
}

/** The strongly connected group of each node (Tarjan's algorithm with a stack of its own). */
function groupNodes(waitsFor: Arcs): number[] {
  const entered: number[] = [];
  const lowest: number[] = [];
  const groups: number[] = [];
  const path: number[] = [];
  let count = 0;
  for (const root of waitsFor.keys()) {
    if (entered[root] !== undefined) continue;
    const open = [{ node: root, next: 0 }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const { node } = top;
      if (entered[node] === undefined) {
        entered[node] = lowest[node] = count;
        count += 1;
        path.push(node);
      }
      const arcs = waitsFor[node] as readonly number[];
      const other = arcs[top.next];
      if (other === undefined) {
        open.pop();
        if (lowest[node] === entered[node]) closeGroup(node, path, groups);
        const below = open.at(-1)?.node;
        if (below !== undefined) lowest[below] = Math.min(lowest[below] as number, lowest[node] as number);
        continue;
      }
      top.next += 1;
      if (entered[other] === undefined) open.push({ node: other, next: 0 });
      else if (groups[other] === undefined) lowest[node] = Math.min(lowest[node] as number, entered[other]);
    }
  }
  return groups;
}

function closeGroup(first: number, path: number[], groups: number[]): void {
  for (let node = path.pop(); node !== undefined; node = path.pop()) {
    groups[node] = first;
    if (node === first) return;
  }
}

/** A shortest way from a node back to itself inside its group, breadth first. */
function loopThrough(start: number, waitsFor: Arcs, groups: readonly number[]): number[] | undefined {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const other of waitsFor[node] as readonly number[]) {
      if (other === start) return wayTo(node, start, cameFrom);
      if (groups[other] !== groups[start] || cameFrom.has(other)) continue;
      cameFrom.set(other, node);
      queue.push(other);
    }
  }
  return undefined;
}

function wayTo(end: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const way = [end];
  for (let node = end; node !== start;) {
    node = cameFrom.get(node) as number;
    way.push(node);
  }
  return way.reverse();
}
