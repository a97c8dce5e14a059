import type { Step } from '../definition/step-kinds.js';
import { stepPositions } from '../plan/step-graph.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import type { ScopeNames } from './scope-names.js';

/** Refuses targets that are not there, that two choices name, that are the choice itself, or that stand in for a step. */
export function checkChoices({ steps, graph, path: base }: CheckedScope, names: ScopeNames, findings: Findings): void {
  const positions = stepPositions(steps);
  const owners = new Map<string, string>();
  for (const [index, step] of steps.entries()) {
    const owned = new Set<string>();
    for (const { path, stepId } of placedTargets(step, `${base}/${index}`)) {
      const position = positions.get(stepId);
      const owner = owners.get(stepId);
      if (position === undefined) names.demand(stepId, path);
      else if (owner !== undefined && owner !== step.id) {
        const message = `\`${stepId}\` is a target of \`${owner}\` already: one choice only may take it.`;
        findings.refuse('INVALID_TARGET', path, message);
      } else if (graph.served.has(position)) {
        const message = `\`${stepId}\` stands in for another step when that fails, so no choice may take it.`;
        findings.refuse('INVALID_TARGET', path, message);
      } else owned.add(stepId);
    }
    for (const stepId of owned) owners.set(stepId, step.id);
  }
}

/** Every id that a choice names, with its place. */
function placedTargets(step: Step, base: string): { path: string; stepId: string }[] {
  const placed = (path: string, ids: readonly string[]) =>
    ids.map((stepId, position) => ({ path: `${base}${path}/${position}`, stepId }));
  if (step.kind === 'choice') {
    const { branches, otherwise = [] } = step.choose;
    const named = branches.flatMap(({ then }, at) => placed(`/choose/branches/${at}/then`, then));
    return [...named, ...placed('/choose/otherwise', otherwise)];
  }
  if (step.kind === 'deferredChoice') {
    return step.wait.firstOf.flatMap(({ then }, at) => placed(`/wait/firstOf/${at}/then`, then));
  }
  return [];
}
