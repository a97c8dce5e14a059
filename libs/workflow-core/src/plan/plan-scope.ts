import type { Step } from '../definition/step-kinds.js';
import { WorkflowError } from '../errors/workflow-error.js';
import type { Expression } from '../expression/expression.js';
import { askingMaps } from './asking-maps.js';
import type { CompiledContainer, CompiledStep } from './compiled-step.js';
import { nothing } from './compiler.js';
import { gatesOf, planJoin } from './plan-join.js';
import type { DependencyReason, PlannedContainer, PlannedStep, ScopePlan } from './plan.js';
import { buildStepGraph, targetsOf, type StepGraph } from './step-graph.js';
import { topologicalOrder } from './topological-order.js';

/** A scope with what only the plan of the whole definition tells of it. */
export interface OrderedScope {
  readonly scope: ScopePlan;
  readonly graph: StepGraph;
  /** Positions of the steps, each after all that it waits for. */
  readonly order: readonly number[];
}

/**
 * Plans the steps of one scope of a workflow, with the scopes inside. `shown`: the ids from which what the scope gives is
 * read. @throws WorkflowError INVALID_DEFINITION for steps that wait for each other, which the checker refuses
 */
export function planScope(
  workflowId: string,
  steps: readonly Step[],
  compiled: readonly CompiledStep[],
  shown: Iterable<string>,
): OrderedScope {
  const graph = buildStepGraph(steps, compiled);
  const order = topologicalOrder(graph.dependencies.map((edges, index) => withServed(graph, edges, index)));
  if (order.length < steps.length) throw unchecked(workflowId, 'some of its steps wait for each other');
  const planned = planSteps(workflowId, steps, compiled, graph, levelsOf(graph, order));
  const scope: ScopePlan = {
    steps: new Map(planned.map((step) => [step.id, step])),
    roots: planned
      .filter((step) => step.dependencies.length === 0 && step.fallbackOf === undefined)
      .map(({ id }) => id),
    looks: [...new Set(planned.flatMap(({ join: { rule } }) => (rule.kind === 'when' ? rule.reads : [])))],
    shown: new Set(shown),
    asking: askingMaps(planned),
  };
  return { scope, graph, order };
}

function planSteps(
  workflowId: string,
  steps: readonly Step[],
  compiled: readonly CompiledStep[],
  graph: StepGraph,
  levels: readonly number[],
): PlannedStep[] {
  const dependents = dependentsOf(graph);
  const isGate = gatesOf(steps);
  const targets = steps.map((step) => new Set(targetsOf(step)));
  const idOf = (index: number): string => (steps[index] as Step).id;
  return steps.map((step, index): PlannedStep => {
    const served = graph.served.get(index);
    const own = compiled[index] as CompiledStep;
    const { condition, onlyWhile, container, inputs, compensate, mutex, cacheKey, reads, roots, joinWhen } = own;
    const control = container === undefined ? own.control : planContainer(workflowId, container);
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
      roots,
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
}

function planContainer(workflowId: string, { step, steps, compiled, ...parsed }: CompiledContainer): PlannedContainer {
  const { output = nothing, over, completeWhen } = parsed;
  const asked = [output, parsed.while, parsed.until].flatMap((part) => part?.stepReads ?? []);
  const shown = asked.map(({ stepId }) => stepId);
  switch (step.kind) {
    case 'map': {
      const { concurrency, rest } = step.map;
      return {
        kind: 'map',
        scope: planScope(workflowId, steps, compiled, shown).scope,
        // A refused expression has no plan at all.
        over: over as Expression,
        ...{ output, concurrency, rest, tolerates: tolerated(step.map) },
        ...(completeWhen && { completeWhen }),
      };
    }
    case 'loop':
      return {
        kind: 'loop',
        scope: planScope(workflowId, steps, compiled, shown).scope,
        output,
        maxIterations: step.loop.maxIterations,
        ...(parsed.while && { while: parsed.while }),
        ...(parsed.until && { until: parsed.until }),
      };
    case 'interleave': {
      const ids = steps.map(({ id }) => id);
      const { order } = step.interleave;
      const before = ids.map((id) => [id, order.filter(([, after]) => after === id).map(([first]) => first)] as const);
      // All of its steps are what it is for.
      return {
        kind: 'interleave',
        scope: { ...planScope(workflowId, steps, compiled, ids).scope, turns: new Map(before) },
      };
    }
  }
}

/** The refusal of a definition that the checker would have refused. */
export function unchecked(workflowId: string, found: string): WorkflowError {
  return new WorkflowError('INVALID_DEFINITION', `The workflow \`${workflowId}\` has no plan: ${found}.`);
}

function tolerated({
  onItemError,
  tolerate = 0,
}: {
  onItemError: 'fail' | 'continue';
  tolerate?: number | string;
}): { items: number } | { percent: number } {
  if (onItemError === 'continue') return { items: Number.POSITIVE_INFINITY };
  return typeof tolerate === 'number' ? { items: tolerate } : { percent: Number(tolerate.slice(0, -1)) };
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
