import type { Step } from '../definition/step-kinds.js';
import type { StepGraph } from '../plan/step-graph.js';
import { topologicalOrder } from '../plan/topological-order.js';
import { checkBranches } from './check-branches.js';
import { checkChoices } from './check-choices.js';
import { checkFallbacks } from './check-fallbacks.js';
import { findLoops } from './find-loops.js';
import type { Findings } from './findings.js';
import { describeLoop } from './describe-loop.js';
import { didYouMean, NameHints } from './name-hints.js';

/** Refuses ids given twice, dependencies on steps that are not there, cycles, and fallbacks that cannot serve. */
export function checkGraph(steps: readonly Step[], graph: StepGraph, findings: Findings): void {
  const known = checkIds(steps, findings);
  const hints = new NameHints(known);
  for (const [index, { dependsOn }] of steps.entries()) {
    for (const [position, stepId] of dependsOn.steps.entries()) {
      if (known.has(stepId)) continue;
      const hint = hints.nearest(stepId);
      const path = `/steps/${index}/dependsOn/steps/${position}`;
      findings.refuse('UNKNOWN_STEP', path, `There is no step \`${stepId}\`${didYouMean(hint)}`, hint);
    }
  }
  const loops = findLoops(graph.dependencies.map((edges) => [...edges.keys()]));
  for (const loop of loops) {
    const { path, message } = describeLoop(loop, steps, graph);
    findings.refuse('CYCLE', path, message);
  }
  checkFallbacks(steps, graph, loops.length > 0, hints, findings);
  checkChoices(steps, graph, hints, findings);
  checkCancels(steps, known, hints, findings);
  // Behind a cycle nothing has an order.
  if (loops.length > 0) return;
  const order = topologicalOrder(graph.dependencies.map((edges) => edges.keys()));
  checkBranches(steps, graph, order, findings);
}

/** Refuses `cancels` that name no step, or the step itself. */
function checkCancels(steps: readonly Step[], known: ReadonlySet<string>, hints: NameHints, findings: Findings): void {
  for (const [index, { id, cancels = [] }] of steps.entries()) {
    for (const [position, stepId] of cancels.entries()) {
      const path = `/steps/${index}/cancels/${position}`;
      if (stepId === id)
        findings.refuse('INVALID_TARGET', path, `\`${id}\` cannot cancel itself: it has completed by then.`);
      if (known.has(stepId)) continue;
      const hint = hints.nearest(stepId);
      findings.refuse('UNKNOWN_STEP', path, `There is no step \`${stepId}\`${didYouMean(hint)}`, hint);
    }
  }
}

function checkIds(steps: readonly Step[], findings: Findings): ReadonlySet<string> {
  const known = new Set<string>();
  for (const [index, { id }] of steps.entries()) {
    if (id !== '' && known.has(id)) {
      findings.refuse('DUPLICATE_STEP', `/steps/${index}/id`, `The id \`${id}\` is given to two steps.`);
    }
    known.add(id);
  }
  return known;
}
