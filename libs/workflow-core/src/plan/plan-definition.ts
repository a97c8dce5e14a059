import type { WorkflowDefinition } from '../definition/definition.js';
import type { Step } from '../definition/step-kinds.js';
import { compileDefinition } from './compile-definition.js';
import { criticalPath } from './critical-path.js';
import { planScope, unchecked } from './plan-scope.js';
import type { Plan, PlannedStep } from './plan.js';

/**
 * The plan of a definition that the checker passed: everything that a run needs of it, computed once per version.
 * Throws `INVALID_DEFINITION` for a definition that the checker would refuse for its templates or its cycles.
 */
export function planDefinition(definition: WorkflowDefinition): Plan {
  const { steps } = definition;
  const compiled = compileDefinition(definition);
  const [refusal] = compiled.refusals;
  if (refusal !== undefined) throw unchecked(definition.id, `${refusal.path}: ${refusal.message}`);
  const shown = compiled.outputs.flatMap(({ from }) => from.stepReads.map(({ stepId }) => stepId));
  const { scope, graph, order } = planScope(definition.id, steps, compiled.steps, shown);
  const timeouts = steps.map(({ timeout }) => timeout);
  const { outputs, notify, triggers } = compiled;
  return {
    ...scope,
    definition,
    levels: groupByLevel([...scope.steps.values()]),
    criticalPath: criticalPath(order, graph.dependencies, timeouts).map((index) => (steps[index] as Step).id),
    outputs,
    notify,
    triggers,
    ...(compiled.concurrency && { concurrency: compiled.concurrency }),
  };
}

function groupByLevel(steps: readonly PlannedStep[]): string[][] {
  const levels: string[][] = [];
  for (const { id, level } of steps) {
    while (levels.length <= level) levels.push([]);
    (levels[level] as string[]).push(id);
  }
  return levels;
}
