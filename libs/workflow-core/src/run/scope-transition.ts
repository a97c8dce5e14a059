import type { Plan } from '../plan/plan.js';
import type { StepControl } from './control-state.js';
import { pathIn, topOf, type Scope } from './scope.js';
import { startsStep } from './spared-steps.js';
import type { Reason } from './status.js';
import type { Transition } from './transition.js';

/** A transition as the rules of one scope see it: steps by their ids in there. */
export class ScopeTransition {
  constructor(
    readonly plan: Plan,
    readonly whole: Transition,
    readonly scope: Scope,
  ) {}

  path(stepId: string): string {
    return pathIn(this.scope, stepId);
  }

  step(stepId: string): StepControl {
    return this.whole.step(this.path(stepId));
  }

  change(stepId: string, patch: Partial<StepControl>, reason?: Reason): void {
    this.whole.change(this.path(stepId), patch, reason);
  }

  /** The step becomes ready and is to be given a job. */
  release(stepId: string): void {
    this.change(stepId, { status: 'ready' });
    this.whole.released.add(this.path(stepId));
  }

  /** True while the run lets the step begin; an instance that fails has ended all of its steps. */
  starts(stepId: string): boolean {
    return startsStep(this.plan, this.whole.run.stop, topOf(this.path(stepId)));
  }
}
