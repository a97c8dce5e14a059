import type { WorkflowPlan } from '@workflow/contract';

/** A step and how deep it stands below the step that it waits for longest. */
export interface TreeStep {
  readonly stepId: string;
  readonly depth: number;
}

/** Ids and dependencies: all of a plan that a tree needs. */
export type TreeSource = readonly Pick<WorkflowPlan['steps'][number], 'stepId' | 'level' | 'dependencies'>[];

/**
 * The steps of a plan as a tree, in the order of drawing: each step stands under its deepest dependency (the last one
 * named among equals), so that its indentation is its level.
 */
export function treeOf(steps: TreeSource): TreeStep[] {
  const levels = new Map(steps.map(({ stepId, level }) => [stepId, level]));
  const below = new Map<string | undefined, string[]>();
  for (const { stepId, dependencies } of steps) {
    let parent: string | undefined;
    for (const dependency of dependencies) {
      if (levels.has(dependency.stepId) && levelOf(dependency.stepId) >= levelOf(parent)) parent = dependency.stepId;
    }
    below.set(parent, [...(below.get(parent) ?? []), stepId]);
  }
  const tree: TreeStep[] = [];
  // A stack of our own: a chain of ten thousand steps would overflow the call stack.
  const open = (below.get(undefined) ?? []).map((stepId) => ({ stepId, depth: 0 })).reverse();
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    tree.push(step);
    const depth = step.depth + 1;
    for (const stepId of (below.get(step.stepId) ?? []).toReversed()) open.push({ stepId, depth });
  }
  return tree;

  function levelOf(stepId: string | undefined): number {
    return stepId === undefined ? -1 : (levels.get(stepId) ?? -1);
  }
}
