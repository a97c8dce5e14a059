import type { PlannedContainer, PlannedMap, PlannedStep } from './plan.js';

/**
 * The maps in these steps, and in the containers among them, whose `completeWhen` reads one of the steps. Each by the way
 * to it: the ids of the containers around it from these steps inwards, then its own.
 */
export function askingMaps(steps: readonly PlannedStep[]): string[][] {
  const ids = new Set(steps.map(({ id }) => id));
  return steps.flatMap((step) => waysFrom(step, ids));
}

/** True for a map whose `completeWhen` may hold before any of its items has ended: it reads steps around it. */
export function asksSteps({ completeWhen }: PlannedMap): boolean {
  return completeWhen !== undefined && completeWhen.stepReads.length > 0;
}

function waysFrom({ id, control }: PlannedStep, ids: ReadonlySet<string>): string[][] {
  if (control === undefined || !('scope' in control)) return [];
  const inner = [...control.scope.steps.values()].flatMap((step) => waysFrom(step, ids));
  return [...(asksFor(control, ids) ? [[id]] : []), ...inner.map((way) => [id, ...way])];
}

function asksFor(control: PlannedContainer, ids: ReadonlySet<string>): boolean {
  const reads = control.kind === 'map' ? (control.completeWhen?.stepReads ?? []) : [];
  return reads.some(({ stepId }) => ids.has(stepId));
}
