import { topologicalOrder } from '../plan/topological-order.js';
import { checkBranches } from './check-branches.js';
import { checkChoices } from './check-choices.js';
import { checkFallbacks } from './check-fallbacks.js';
import { checkOrder } from './check-order.js';
import { checkReach } from './check-reach.js';
import { containersOf, type CheckedScope } from './checked-scope.js';
import { findLoops } from './find-loops.js';
import type { Findings } from './findings.js';
import { describeLoop } from './describe-loop.js';
import { ScopeNames } from './scope-names.js';

/**
 * Refuses ids given twice, dependencies on steps that are not there or in another scope, cycles, fallbacks, targets and
 * cancellations that cannot be, and steps that no path reaches.
 */
export function checkGraph(scopes: readonly CheckedScope[], findings: Findings): void {
  checkIds(scopes, findings);
  const homes = containersOf(scopes);
  for (const scope of scopes) checkScope(scope, new ScopeNames(scope, homes, findings), findings);
}

function checkScope(scope: CheckedScope, names: ScopeNames, findings: Findings): void {
  const { steps, graph, path } = scope;
  for (const [index, { dependsOn }] of steps.entries()) {
    for (const [position, stepId] of dependsOn.steps.entries()) {
      names.demand(stepId, `${path}/${index}/dependsOn/steps/${position}`);
    }
  }
  const loops = findLoops(graph.dependencies.map((edges) => [...edges.keys()]));
  for (const loop of loops) {
    const found = describeLoop(loop, scope);
    findings.refuse('CYCLE', found.path, found.message);
  }
  checkFallbacks(scope, loops.length > 0, names, findings);
  checkChoices(scope, names, findings);
  checkCancels(scope, names, findings);
  // Behind a cycle nothing has an order.
  if (loops.length > 0) return;
  checkOrder(scope, names, findings);
  const order = topologicalOrder(graph.dependencies.map((edges) => edges.keys()));
  checkBranches(scope, order, findings);
  checkReach(scope, findings);
}

/** Refuses `cancels` that name no step of the scope, or the step itself. */
function checkCancels({ steps, path: base }: CheckedScope, names: ScopeNames, findings: Findings): void {
  for (const [index, { id, cancels = [] }] of steps.entries()) {
    for (const [position, stepId] of cancels.entries()) {
      const path = `${base}/${index}/cancels/${position}`;
      if (stepId === id)
        findings.refuse('INVALID_TARGET', path, `\`${id}\` cannot cancel itself: it has completed by then.`);
      names.demand(stepId, path);
    }
  }
}

function checkIds(scopes: readonly CheckedScope[], findings: Findings): void {
  const known = new Set<string>();
  for (const { steps, path } of scopes) {
    for (const [index, { id }] of steps.entries()) {
      if (id !== '' && known.has(id)) {
        findings.refuse('DUPLICATE_STEP', `${path}/${index}/id`, `The id \`${id}\` is given to two steps.`);
      }
      known.add(id);
    }
  }
}
