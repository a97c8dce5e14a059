import type { PlannedStep, ScopePlan } from '../plan/plan.js';

/**
 * The live steps that a set of steps alone needed, without the set itself: each of their dependents that has not ended
 * is in the set or among them, and what the scope gives is not read from them.
 */
export function neededOnlyBy(
  plan: ScopePlan,
  isLive: (stepId: string) => boolean,
  stepIds: Iterable<string>,
): string[] {
  const given = new Set(stepIds);
  const idle = new Set(given);
  const isNeeded = (stepId: string): boolean =>
    plan.shown.has(stepId) || waitingFor(plan, stepId).some((other) => isLive(other) && !idle.has(other));
  // The set grows while it is walked: it is the queue as well.
  for (const stepId of idle) {
    for (const { stepId: before } of plannedOf(plan, stepId).dependencies) {
      if (!idle.has(before) && isLive(before) && !isNeeded(before)) idle.add(before);
    }
  }
  return [...idle].filter((stepId) => !given.has(stepId));
}

/** Who waits for a step: its dependents, and those of the step that it serves as a fallback. */
function waitingFor(plan: ScopePlan, stepId: string): string[] {
  const waiting: string[] = [];
  for (let id: string | undefined = stepId; id !== undefined;) {
    const { dependents, fallbackOf }: PlannedStep = plannedOf(plan, id);
    waiting.push(...dependents.map((dependent) => dependent.stepId));
    id = fallbackOf;
  }
  return waiting;
}

function plannedOf(plan: ScopePlan, stepId: string): PlannedStep {
  return plan.steps.get(stepId) as PlannedStep;
}
