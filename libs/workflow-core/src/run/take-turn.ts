import { defaultPriority } from '../definition/definition.js';
import type { PlannedStep } from '../plan/plan.js';
import { judgeStep } from './judge-join.js';
import type { ScopeTransition } from './scope-transition.js';
import { isEndedStep } from './status.js';

/**
 * Lets the next step of an interleave begin, when none of its steps is under way: of those that are free to go and
 * whose predecessors in its order have ended, the one of the lowest priority number, then the one listed first.
 * Nothing in a scope whose steps run side by side. Source of the rule: workflow pattern 40, interleaved routing.
 */
export function takeTurn(view: ScopeTransition): void {
  const { steps, turns } = view.scope.plan;
  if (turns === undefined) return;
  let next: PlannedStep | undefined;
  for (const step of steps.values()) {
    const { status } = view.step(step.id);
    if (isEndedStep(status)) continue;
    if (status !== 'pending') return;
    const before = turns.get(step.id) as readonly string[];
    if (!isFree(view, step) || !before.every((id) => isEndedStep(view.step(id).status))) continue;
    if (next === undefined || priorityOf(step) < priorityOf(next)) next = step;
  }
  if (next !== undefined && view.starts(next.id)) view.release(next.id);
}

/** True where the edges of a step would let it begin. */
function isFree(view: ScopeTransition, { id, join, fallbackOf }: PlannedStep): boolean {
  const control = view.step(id);
  if (fallbackOf !== undefined && view.step(fallbackOf).status !== 'failed') return false;
  const verdict = judgeStep(join, control, () => false);
  return verdict.kind === 'met' || (verdict.kind === 'dead' && join.onDead === 'run');
}

function priorityOf({ step }: PlannedStep): number {
  return step.priority ?? defaultPriority;
}
