interface Reach {
  readonly timeout: number;
  readonly count: number;
  readonly before: number | undefined;
}

/**
 * The chain of positions that takes longest: by the sum of the declared timeouts, and by the number of steps where
 * these are equal. `order` is a topological order.
 */
export function criticalPath(
  order: readonly number[],
  dependencies: readonly ReadonlyMap<number, unknown>[],
  timeouts: readonly (number | undefined)[],
): number[] {
  const reaches: Reach[] = [];
  let last: number | undefined;
  for (const node of order) {
    let longest: Reach = { timeout: 0, count: 0, before: undefined };
    for (const before of (dependencies[node] as ReadonlyMap<number, unknown>).keys()) {
      const reach = reaches[before] as Reach;
      if (isLonger(reach, longest)) longest = { ...reach, before };
    }
    const reach = { ...longest, timeout: longest.timeout + (timeouts[node] ?? 0), count: longest.count + 1 };
    reaches[node] = reach;
    if (last === undefined || isLonger(reach, reaches[last] as Reach)) last = node;
  }
  const path: number[] = [];
  for (let node = last; node !== undefined; node = (reaches[node] as Reach).before) path.push(node);
  return path.reverse();
}

function isLonger(left: Reach, right: Reach): boolean {
  return left.timeout === right.timeout ? left.count > right.count : left.timeout > right.timeout;
}
