import type { Plan } from '../plan/plan.js';
import { Cascade, type JoinLook } from './cascade.js';
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
    }
  | { readonly status: 'failed'; readonly reason: Reason }
  | { readonly status: 'skipped'; readonly reason: Reason }
  | { readonly status: 'cancelled'; readonly reason: Reason };

/**
 * Ends a step and decides all that follows from it alone: which joins fire, which dependents become ready, which are
 * skipped, fail or are cancelled in turn all the way down, whether a fallback runs or is not needed, whether a failure
 * stands and fails the run. `look` answers the expressions of `when` joins. Pure; the result is in `transition`. A step
 * that has ended before is left as it is.
 */
export function endStep(plan: Plan, transition: Transition, stepId: string, end: StepEnd, look: JoinLook): void {
  if (isEndedStep(transition.step(stepId).status)) return;
  new Cascade(plan, transition, look).end(stepId, end);
}
