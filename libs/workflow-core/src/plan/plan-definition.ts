import type { WorkflowDefinition } from '../definition/definition.js';
import type { Step } from '../definition/step-kinds.js';
import { WorkflowError } from '../errors/workflow-error.js';
import { compileDefinition } from './compile-definition.js';
import type { CompiledStep } from './compile-step.js';
import { criticalPath } from './critical-path.js';
import { gatesOf, planJoin } from './plan-join.js';
import type { DependencyReason, Plan, PlannedStep } from './plan.js';
import { buildStepGraph, targetsOf, type StepGraph } from './step-graph.js';
import { topologicalOrder } from './topological-order.js';

/**
 * The plan of a definition that the checker passed: everything that a run needs of it, computed once per version.
 * Throws `INVALID_DEFINITION` for a definition that the checker would refuse for its templates or its cycles.
 */
export function planDefinition(definition: WorkflowDefinition): Plan {
  const { steps } = definition;
  const compiled = compileDefinition(definition);
  const [refusal] = compiled.refusals;
  if (refusal !== undefined) throw unchecked(definition, `${refusal.path}: ${refusal.message}`);
  const graph = buildStepGraph(steps, compiled.steps);
  const order = topologicalOrder(graph.dependencies.map((edges, index) => withServed(graph, edges, index)));
  if (order.length < steps.length) throw unchecked(definition, 'some of its steps wait for each other');
  const levels = levelsOf(graph, order);
  const dependents = dependentsOf(graph);
  const isGate = gatesOf(steps);
  const targets = steps.map((step) => new Set(targetsOf(step)));
  const idOf = (index: number): string => (steps[index] as Step).id;
  const planned = steps.map((step, index): PlannedStep => {
    const served = graph.served.get(index);
    const { condition, onlyWhile, control, inputs, compensate, mutex, cacheKey, reads, joinWhen } = compiled.steps[
      index
    ] as CompiledStep;
    const edges = [...(graph.dependencies[index] as ReadonlyMap<number, readonly DependencyReason[]>)];
    return {
      id: step.id,
      index,
      step,
      join: planJoin(step.dependsOn, edges.length, served !== undefined, joinWhen),
      dependencies: edges.map(([position, reasons]) => ({
        stepId: idOf(position),
        reasons,
        isGate: isGate(index, idOf(position)),
      })),
      dependents: (dependents[index] as number[]).map((position) => ({
        stepId: idOf(position),
        isGate: isGate(position, step.id),
        isBranch: targets[index]?.has(idOf(position)) === true,
      })),
      reads: [...new Set([...reads, ...(onlyWhile?.stepReads ?? [])].map(({ stepId }) => stepId))],
      level: levels[index] as number,
      inputs,
      ...(served !== undefined && { fallbackOf: idOf(served) }),
      ...(condition && { condition }),
      ...(onlyWhile && { onlyWhile }),
      ...(mutex && { mutex }),
      ...(cacheKey && { cacheKey }),
      ...(control && { control }),
      ...(compensate && { compensate }),
    };
  });
  const timeouts = steps.map(({ timeout }) => timeout);
  return {
    definition,
    steps: new Map(planned.map((step) => [step.id, step])),
    roots: planned
      .filter((step) => step.dependencies.length === 0 && step.fallbackOf === undefined)
      .map(({ id }) => id),
    levels: groupByLevel(planned),
    criticalPath: criticalPath(order, graph.dependencies, timeouts).map(idOf),
    outputs: compiled.outputs,
    looks: [...new Set(planned.flatMap(({ join: { rule } }) => (rule.kind === 'when' ? rule.reads : [])))],
    notify: compiled.notify,
    triggers: compiled.triggers,
    ...(compiled.concurrency && { concurrency: compiled.concurrency }),
  };
}

function withServed(graph: StepGraph, edges: ReadonlyMap<number, unknown>, index: number): number[] {
  const served = graph.served.get(index);
  return served === undefined || edges.has(served) ? [...edges.keys()] : [...edges.keys(), served];
}

function levelsOf(graph: StepGraph, order: readonly number[]): number[] {
  const levels: number[] = [];
  for (const index of order) {
    let level = 0;
    for (const before of withServed(graph, graph.dependencies[index] as ReadonlyMap<number, unknown>, index)) {
      level = Math.max(level, (levels[before] as number) + 1);
    }
    levels[index] = level;
  }
  return levels;
}

function dependentsOf(graph: StepGraph): number[][] {
  const dependents: number[][] = graph.dependencies.map(() => []);
  for (const [index, edges] of graph.dependencies.entries()) {
    for (const before of edges.keys()) (dependents[before] as number[]).push(index);
  }
  return dependents;
}

function groupByLevel(steps: readonly PlannedStep[]): string[][] {
  const levels: string[][] = [];
  for (const { id, level } of steps) {
    while (levels.length <= level) levels.push([]);
    (levels[level] as string[]).push(id);
  }
  return levels;
}

function unchecked(definition: WorkflowDefinition, found: string): WorkflowError {
  return new WorkflowError('INVALID_DEFINITION', `The workflow \`${definition.id}\` has no plan: ${found}.`);
}
