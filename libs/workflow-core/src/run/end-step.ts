import type { Plan } from '../plan/plan.js';
import { Cascade, type JoinLook } from './cascade.js';
import { stepAt } from './scope.js';
import { ScopeTransition } from './scope-transition.js';
import { isEndedStep, type Reason } from './status.js';
import type { Transition } from './transition.js';

/** How a step ended, as its worker or the engine saw it. */
export type StepEnd =
  | {
      readonly status: 'completed';
      /** The steps that a choice takes. */
      readonly taken?: readonly string[];
      /** How an `end` ends the run. */
      readonly ends?: 'completed' | 'failed';
      /** True where what is open inside a container goes on after its end. */
      readonly keepsInside?: boolean;
    }
  | { readonly status: 'failed'; readonly reason: Reason; readonly keepsInside?: boolean }
  | { readonly status: 'skipped'; readonly reason: Reason }
  | { readonly status: 'cancelled'; readonly reason: Reason };

/**
 * Ends a step, by its path, and decides all that follows from it in its scope: which joins fire, which dependents become
 * ready, which are skipped, fail or are cancelled in turn all the way down, whether a fallback runs or is not needed,
 * whether a failure stands and fails the run, or the instance. The end of an instance is not decided here. `look` answers
 * the expressions of `when` joins. Pure; the result is in `transition`. A step that has ended before is left as it is.
 * @throws RangeError for a step that the plan does not have
 */
export function endStep(plan: Plan, transition: Transition, path: string, end: StepEnd, look: JoinLook): void {
  if (isEndedStep(transition.step(path).status)) return;
  const { planned, scope } = stepAt(plan, path);
  new Cascade(new ScopeTransition(plan, transition, scope), look).end(planned.id, end);
}
