import type { Step } from '../definition/step-kinds.js';
import type { CheckedScope } from './checked-scope.js';
import { nameLoop } from './describe-loop.js';
import { findLoops } from './find-loops.js';
import type { Findings } from './findings.js';
import type { ScopeNames } from './scope-names.js';

/** Refuses a fallback that is not there, is the step itself, serves two steps, or leads back to what it serves. */
export function checkFallbacks(scope: CheckedScope, hasCycles: boolean, names: ScopeNames, findings: Findings): void {
  const { steps, graph, path: base } = scope;
  const servedBy = new Map<string, string>();
  for (const [index, { id, onError }] of steps.entries()) {
    if (onError.kind !== 'fallback') continue;
    const { stepId } = onError;
    const path = `${base}/${index}/onError/stepId`;
    const other = servedBy.get(stepId);
    if (!names.has(stepId)) {
      names.demand(stepId, path);
    } else if (stepId === id) {
      findings.refuse('INVALID_FALLBACK', path, `\`${id}\` cannot be its own fallback.`);
    } else if (other !== undefined) {
      findings.refuse(
        'INVALID_FALLBACK',
        path,
        `\`${stepId}\` is the fallback of \`${other}\` already: it serves one step only.`,
      );
    } else {
      servedBy.set(stepId, id);
    }
  }
  // Behind a cycle every fallback would seem to lead back.
  if (!hasCycles && graph.served.size > 0) checkLeadBack(scope, findings);
}

/**
 * Each step is two nodes, its start (2n) and its end (2n + 1). A fallback starts after the step it serves has started
 * and failed, and that step's edges end with the fallback: a loop through these two arcs leads back.
 */
function checkLeadBack({ steps, graph, path: base }: CheckedScope, findings: Findings): void {
  const arcs = steps.flatMap((_, index) => [
    [...(graph.dependencies[index] as ReadonlyMap<number, unknown>).keys()].map((other) => 2 * other + 1),
    [2 * index],
  ]);
  for (const [fallback, served] of graph.served) {
    arcs[2 * fallback]?.push(2 * served);
    arcs[2 * served + 1]?.push(2 * fallback + 1);
  }
  const told = new Set<number>();
  for (const loop of findLoops(arcs)) {
    const passed = [...new Set(loop.map((node) => node >> 1))];
    const fallback = passed.find((node) => graph.served.has(node)) as number;
    const served = graph.served.get(fallback) as number;
    // Two that serve each other make one loop of their starts and one of their ends.
    if (told.has(served)) continue;
    told.add(served);
    const idOf = (index: number): string => (steps[index] as Step).id;
    const message =
      `The fallback \`${idOf(fallback)}\` runs when \`${idOf(served)}\` has failed, but it leads back to it: ` +
      `${nameLoop(passed.map(idOf))}.`;
    findings.refuse('INVALID_FALLBACK', `${base}/${served}/onError/stepId`, message);
  }
}
