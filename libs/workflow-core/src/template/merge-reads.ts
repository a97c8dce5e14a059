import type { StepRead } from '../expression/expression.js';

/** The reads of several expressions as those of one text: each step once, where it is named first. */
export function mergeReads(reads: Iterable<StepRead>): StepRead[] {
  const merged = new Map<string, StepRead>();
  for (const read of reads) {
    const before = merged.get(read.stepId);
    merged.set(
      read.stepId,
      before === undefined ? read : { ...before, readsOutput: before.readsOutput || read.readsOutput },
    );
  }
  return [...merged.values()];
}
