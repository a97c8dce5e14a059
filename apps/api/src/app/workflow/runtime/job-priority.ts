import { defaultPriority, type Step, type WorkflowDefinition } from '@workflow/core';

/** Priorities of steps within one of runs. */
const width = 100;

/** The priority of a run, 1 (first) to 100: what its start asked for, else its definition's. */
export function runPriority({ priority }: { priority?: number }, definition: WorkflowDefinition): number {
  return priority ?? definition.priority;
}

/** Where a step's job stands among those that are free to go: by its run first, and within equal runs by itself. */
export function jobPriority(runs: number, { priority = defaultPriority }: Pick<Step, 'priority'>): number {
  return (runs - 1) * width + priority;
}
