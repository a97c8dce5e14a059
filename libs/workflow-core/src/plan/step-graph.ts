import type { Step } from '../definition/step-kinds.js';
import type { CompiledStep } from './compiled-step.js';
import type { DependencyReason } from './plan.js';

/** Which steps wait for which, by their positions in the definition. */
export interface StepGraph {
  /** For each step, the steps that it waits for, with the reasons, in the order they are named. */
  readonly dependencies: readonly ReadonlyMap<number, readonly DependencyReason[]>[];
  /** For each fallback, the step that it serves (the first that names it). */
  readonly served: ReadonlyMap<number, number>;
}

/** The graph of declared and read dependencies. Names of steps that are not among these make no edge. */
export function buildStepGraph(steps: readonly Step[], compiled: readonly CompiledStep[]): StepGraph {
  const positions = stepPositions(steps);
  const served = servedSteps(steps, positions);
  const choices = choicesByTarget(steps);
  const dependencies = steps.map((step, index) => {
    const edges = new Map<number, DependencyReason[]>();
    const add = (stepId: string, reason: DependencyReason) => {
      const position = positions.get(stepId);
      if (position === undefined) return;
      const reasons = edges.get(position) ?? [];
      if (reasons.push(reason) === 1) edges.set(position, reasons);
    };
    for (const stepId of step.dependsOn.steps) add(stepId, { kind: 'declared' });
    for (const choice of choices.get(step.id) ?? []) add(choice, { kind: 'branch' });
    const own = served.get(index);
    const { reads, path: base } = compiled[index] as CompiledStep;
    for (const { stepId, path, expression } of reads) {
      const isServed = own !== undefined && positions.get(stepId) === own;
      if (!isServed) add(stepId, { kind: 'read', path: path.slice(base.length), expression });
    }
    return edges;
  });
  return { dependencies, served };
}

/** The steps that each choice and each deferred choice may take, once each. */
export function targetsOf(step: Step): readonly string[] {
  if (step.kind === 'choice') {
    const { branches, otherwise = [] } = step.choose;
    return [...new Set([...branches.flatMap(({ then }) => then), ...otherwise])];
  }
  if (step.kind === 'deferredChoice') return [...new Set(step.wait.firstOf.flatMap(({ then }) => then))];
  return [];
}

function choicesByTarget(steps: readonly Step[]): Map<string, string[]> {
  const choices = new Map<string, string[]>();
  for (const step of steps) {
    for (const target of targetsOf(step)) choices.set(target, [...(choices.get(target) ?? []), step.id]);
  }
  return choices;
}

/** The first position of each id. */
export function stepPositions(steps: readonly Step[]): Map<string, number> {
  const positions = new Map<string, number>();
  for (const [index, { id }] of steps.entries()) if (id !== '' && !positions.has(id)) positions.set(id, index);
  return positions;
}

function servedSteps(steps: readonly Step[], positions: ReadonlyMap<string, number>): Map<number, number> {
  const served = new Map<number, number>();
  for (const [index, { onError }] of steps.entries()) {
    if (onError.kind !== 'fallback') continue;
    const fallback = positions.get(onError.stepId);
    if (fallback !== undefined && fallback !== index && !served.has(fallback)) served.set(fallback, index);
  }
  return served;
}
