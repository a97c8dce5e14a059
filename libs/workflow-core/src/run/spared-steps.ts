import type { PlannedStep, ScopePlan } from '../plan/plan.js';
import type { RunStop } from './control-state.js';

const none: ReadonlySet<string> = new Set();

/** The steps that a stop spares: those whose looking joins fired over the failure, and every step behind them. */
export function sparedSteps(plan: ScopePlan, stop: RunStop | undefined): ReadonlySet<string> {
  if (stop?.spares === undefined) return none;
  const spared = new Set(stop.spares);
  // The set grows while it is walked: it is the queue as well.
  for (const stepId of spared) {
    const { dependents } = plan.steps.get(stepId) as PlannedStep;
    for (const dependent of dependents) spared.add(dependent.stepId);
  }
  return spared;
}

/** True while a run that is being ended in this way still lets a step of its top scope begin, and what is inside. */
export function startsStep(plan: ScopePlan, stop: RunStop | undefined, stepId: string): boolean {
  return stop === undefined || stop.mode === 'continue' || sparedSteps(plan, stop).has(stepId);
}
