import type { PlannedStep, ScopePlan } from '../plan/plan.js';
import type { StepControl } from './control-state.js';
import { judgeEdges } from './judge-join.js';

/** What has become of a failure that no `continue` and no fallback forgave. */
export type FailureFate =
  /** A join `any`, `first` or `atLeast` fired without needing it. */
  | { readonly kind: 'off' }
  /** Some join over it can still be met: the run goes on. */
  | { readonly kind: 'open' }
  /** Nothing can take it off. `spares`: the steps whose looking joins fired over it. */
  | { readonly kind: 'stands'; readonly spares: readonly string[] };

/**
 * Follows a failure through the steps that carry it on (those that were skipped because of it, or will be) to the joins
 * over them. `stepId` is the step that failed; a fallback that failed in its place is part of the same failure.
 */
export function fateOf(plan: ScopePlan, step: (stepId: string) => StepControl, stepId: string): FailureFate {
  const carriers = new Set([stepId, ...fallbackRow(plan, step, stepId)]);
  const spares = new Set<string>();
  let isOpen = false;
  // The set grows while it is walked: it is the queue as well.
  for (const carrier of carriers) {
    for (const { stepId: dependentId, isGate } of plannedOf(plan, carrier).dependents) {
      const control = step(dependentId);
      const found = isGate ? 'carries' : overJoin(plannedOf(plan, dependentId), control);
      if (found === 'taken') return { kind: 'off' };
      if (found === 'open') isOpen = true;
      else if (found === 'looked') spares.add(dependentId);
      else if (isCarrier(control)) carriers.add(dependentId);
    }
  }
  return isOpen ? { kind: 'open' } : { kind: 'stands', spares: [...spares] };
}

/** What a join makes of a failed edge of its own. */
function overJoin({ join }: PlannedStep, control: StepControl): 'taken' | 'looked' | 'open' | 'carries' {
  if (join.rule.kind === 'all') return 'carries';
  if (control.hasFired) return join.rule.kind === 'allSettled' || join.rule.kind === 'when' ? 'looked' : 'taken';
  // An expression is asked when an edge ends; until none is live it may still become true.
  const isOpen = control.status === 'pending' && judgeEdges(join, control, () => false).kind === 'open';
  return isOpen ? 'open' : 'carries';
}

/** A step that was skipped because an edge failed, or that will be once its other edges have ended. */
function isCarrier({ status, failed, gates }: StepControl): boolean {
  return (status === 'skipped' || status === 'pending') && failed + gates.failed > 0;
}

/** The fallbacks that failed in a step's place. One that failed with `continue` arrived for the steps behind it. */
function fallbackRow(plan: ScopePlan, step: (stepId: string) => StepControl, stepId: string): string[] {
  const row: string[] = [];
  for (let { onError } = plannedOf(plan, stepId).step; onError.kind === 'fallback';) {
    const { stepId: fallbackId } = onError;
    if (step(fallbackId).status !== 'failed') break;
    ({ onError } = plannedOf(plan, fallbackId).step);
    if (onError.kind !== 'continue') row.push(fallbackId);
  }
  return row;
}

function plannedOf(plan: ScopePlan, stepId: string): PlannedStep {
  return plan.steps.get(stepId) as PlannedStep;
}
