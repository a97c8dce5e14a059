import type { Plan, PlannedStep } from '../plan/plan.js';
import type { RunStop } from './control-state.js';
import { fateOf } from './failure-fate.js';
import { sparedSteps } from './spared-steps.js';
import { keepsItems, stopInside } from './close-instances.js';
import { containerOf, topOf, topScope } from './scope.js';
import { ScopeTransition } from './scope-transition.js';
import { isEndedStep, type Reason } from './status.js';
import type { Transition } from './transition.js';

/** What a scope makes of the failures inside it. */
export interface ScopeEnding {
  /** Tells of a step that failed for good. A fallback that fails in the place of its step is part of that failure. */
  noteFailure(step: PlannedStep, reason: Reason): void;
  /** Asks of each failure that no join has decided yet whether it is off, open still, or stands. */
  judgeFailures(): void;
}

/** How one transition brings a run to its end early: by a failure that stands, or by an `end` that was met. */
export class RunEnding implements ScopeEnding {
  readonly #plan: Plan;
  readonly #transition: Transition;
  readonly #cancelStep: (stepId: string, reason: Reason) => void;
  /** Failures of this transition of which nobody has asked yet what becomes of them. */
  #failures: Reason[] = [];

  constructor(plan: Plan, transition: Transition, cancelStep: (stepId: string, reason: Reason) => void) {
    this.#plan = plan;
    this.#transition = transition;
    this.#cancelStep = cancelStep;
  }

  noteFailure({ id, fallbackOf }: PlannedStep, reason: Reason): void {
    if (this.#transition.run.stop !== undefined) return;
    if (fallbackOf !== undefined && this.#transition.step(fallbackOf).status === 'failed') return;
    this.#failures.push({ ...reason, stepId: id });
  }

  judgeFailures(): void {
    const { run } = this.#transition;
    const known = run.open ?? [];
    if (run.stop !== undefined || known.length + this.#failures.length === 0) return;
    // What is open inside an instance is its own affair.
    const open: Reason[] = known.filter(({ stepId = '' }) => stepId.includes('.'));
    const own = known.filter(({ stepId = '' }) => !stepId.includes('.'));
    for (const failure of [...own, ...this.#failures.splice(0)]) {
      const fate = fateOf(this.#plan, (id) => this.#transition.step(id), failure.stepId as string);
      if (fate.kind === 'stands') return this.#fail(failure, fate.spares);
      if (fate.kind === 'open') open.push(failure);
    }
    const isSame = open.length === known.length && open.every((failure) => known.includes(failure));
    if (!isSame) this.#transition.run = { ...run, open: open.length === 0 ? undefined : open };
  }

  /** An `end` was met, wherever it stands: nothing more begins. A failure that stands is not undone by it; one that is open is. */
  end(stepId: string, outcome: 'completed' | 'failed'): void {
    const { run } = this.#transition;
    const reason = { code: 'RUN_ENDED', message: `'${stepId}' ended the run.`, stepId };
    const stop: RunStop =
      run.stop === undefined ? { mode: 'cancel', reason, outcome } : { mode: 'cancel', reason: run.stop.reason };
    this.#failures = [];
    this.#transition.run = { status: stop.outcome === 'completed' ? run.status : 'failing', stop };
    this.#withdraw(stop);
  }

  #fail(reason: Reason, spares: readonly string[]): void {
    const mode = this.#plan.definition.onFailure;
    const stop: RunStop = { mode, reason, ...(spares.length > 0 && mode !== 'continue' && { spares }) };
    this.#transition.run = { status: 'failing', stop };
    if (mode === 'continue') return;
    this.#withdraw(stop);
    if (stop.spares !== undefined) this.#cancelOthers(stop);
  }

  /** Steps that this same transition had made ready do not start after all. */
  #withdraw(stop: RunStop): void {
    const spared = sparedSteps(this.#plan, stop);
    for (const stepId of [...this.#transition.released]) {
      if (spared.has(topOf(stepId))) continue;
      this.#transition.released.delete(stepId);
      this.#transition.change(stepId, { status: 'pending' });
    }
  }

  /** Where some steps go on, the others end here: the run's end cannot tell them apart any more. */
  #cancelOthers(stop: RunStop): void {
    const spared = sparedSteps(this.#plan, stop);
    const drains = stop.mode === 'drain';
    const view = new ScopeTransition(this.#plan, this.#transition, topScope(this.#plan));
    const message = `The run failed: ${stop.reason.message}`;
    const reason: Reason = { code: 'RUN_FAILED', message, stepId: stop.reason.stepId };
    for (const [stepId, planned] of this.#plan.steps) {
      const { status } = this.#transition.step(stepId);
      if (spared.has(stepId) || (isEndedStep(status) && !keepsItems(planned, status))) continue;
      const place = { path: stepId, planned, scope: view.scope };
      const isContainer = containerOf(planned) !== undefined;
      const livesInside = isContainer && stopInside(view, place, reason, drains);
      const lives = isContainer ? livesInside : drains && (status === 'running' || status === 'unknown');
      if (!lives && !isEndedStep(status)) this.#cancelStep(stepId, reason);
    }
  }
}
