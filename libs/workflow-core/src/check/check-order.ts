import type { Step } from '../definition/step-kinds.js';
import type { CheckedScope } from './checked-scope.js';
import { nameLoop } from './describe-loop.js';
import { findLoops } from './find-loops.js';
import type { Findings } from './findings.js';
import type { ScopeNames } from './scope-names.js';
import { stepPositions } from '../plan/step-graph.js';

/** Refuses an interleave whose order names steps that it does not have, or that cannot be kept. */
export function checkOrder(
  { steps, graph, path, container }: CheckedScope,
  names: ScopeNames,
  findings: Findings,
): void {
  if (container?.kind !== 'interleave') return;
  const place = `${path.slice(0, path.lastIndexOf('/'))}/order`;
  const positions = stepPositions(steps);
  const waits = graph.dependencies.map((edges) => [...edges.keys()]);
  for (const [pair, ids] of container.interleave.order.entries()) {
    for (const [at, stepId] of ids.entries()) names.demand(stepId, `${place}/${pair}/${at}`);
    const [before, after] = ids.map((id) => positions.get(id));
    if (before !== undefined && after !== undefined) (waits[after] as number[]).push(before);
  }
  // A fallback comes after the step that it serves, and before whatever waits for that.
  for (const [fallback, served] of graph.served) {
    (waits[fallback] as number[]).push(served);
    for (const [after, edges] of graph.dependencies.entries()) {
      if (edges.has(served) && after !== fallback) (waits[after] as number[]).push(fallback);
    }
  }
  for (const loop of findLoops(waits)) {
    const ids = loop.map((index) => (steps[index] as Step).id);
    findings.refuse('CYCLE', place, `No order keeps all of these pairs: ${nameLoop(ids)}.`);
  }
}
