import type { EdgeEnd } from './edge-ends.js';

/** One cell of the outcome table: what the edges of one join end as, and what must follow. */
export interface Cell {
  /** What an edge ends as, in words. */
  readonly row: string;
  /** The join, in words. */
  readonly column: string;
  /** What follows, in words; a row and a column may have several. */
  readonly says: string;
  readonly join: 'all' | 'allSettled' | 'any' | 'first' | { readonly atLeast: number } | { readonly when: string };
  readonly onDead?: 'run' | 'fail';
  /** The edges `a`, `b`, … of the join, in the order in which they end; those that never end by themselves are `live`. */
  readonly edges: readonly EdgeEnd[];
  /** Further edges: the first of them is let go only when the join has decided, and its step has ended. */
  readonly later?: readonly EdgeEnd[];
  /** The run is cancelled once every edge that is not `live` has ended. */
  readonly isRunCancelled?: true;
  readonly comes: Coming;
}

/** What a cell comes to, in the words of `tell`. */
export interface Coming {
  /** The step of the join. */
  readonly join: string;
  /** The step that depends on it by `all`; absent: what follows from `join` by that rule. */
  readonly after?: string;
  /** What became of the edges that were live. */
  readonly live?: string;
  /** What became of steps that begin with an edge's end, but are none of the join's; absent: they completed. */
  readonly beside?: string;
  readonly run: string;
  /** Steps whose failure was taken off the run. */
  readonly off?: readonly string[];
  /** The statuses of the edges as the step of the join read them, where it ran. */
  readonly sees?: string;
}

/** The cell's name, as its tests have it. */
export function nameOf({ row, column, says }: Cell): string {
  return `${row} × ${column}: ${says}`;
}
