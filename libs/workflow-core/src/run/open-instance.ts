import type { Plan } from '../plan/plan.js';
import type { Scope } from './scope.js';
import { ScopeTransition } from './scope-transition.js';
import { takeTurn } from './take-turn.js';
import type { Transition } from './transition.js';

/** Begins an instance of a container: its first steps become ready. */
export function openInstance(plan: Plan, transition: Transition, scope: Scope): void {
  transition.opened.add(scope.path);
  const view = new ScopeTransition(plan, transition, scope);
  if (scope.plan.turns !== undefined) return takeTurn(view);
  for (const stepId of scope.plan.roots) view.release(stepId);
}
