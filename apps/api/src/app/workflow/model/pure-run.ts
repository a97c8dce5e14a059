import {
  endStep,
  evaluateExpression,
  isEndedStep,
  pendingStep,
  sparedSteps,
  Transition,
  type ControlState,
  type Plan,
  type PlannedStep,
  type Reason,
  type RunControl,
  type StepControl,
  type StepEnd,
} from '@workflow/core';

/** A run of a flat definition by the run rules alone, in memory: every end is decided by them. */
export class PureRun implements ControlState {
  run: RunControl = { status: 'pending' };
  readonly reasons = new Map<string, Reason>();
  readonly #steps = new Map<string, StepControl>();

  constructor(readonly plan: Plan) {
    for (const stepId of plan.roots) this.#put(stepId, 'ready');
  }

  step(stepId: string): StepControl {
    return this.#steps.get(stepId) ?? pendingStep;
  }

  openInstances(): readonly string[] {
    return [];
  }

  claim(stepId: string, begins: boolean): void {
    if (this.run.status === 'pending') this.run = { ...this.run, status: 'running' };
    if (begins) this.#put(stepId, 'running');
  }

  /** Gives the steps that the end released; a cancelled run takes no more ends. */
  end(stepId: string, end: StepEnd): readonly string[] {
    const { stop } = this.run;
    if (stop?.mode === 'cancel' && !sparedSteps(this.plan, stop).has(stepId)) return [];
    if (isEndedStep(this.step(stepId).status)) return [];
    const transition = new Transition(this);
    endStep(this.plan, transition, stepId, end, (joining) => this.#look(transition, joining));
    for (const [id, { control, reason }] of transition.changes) {
      this.#steps.set(id, control);
      if (reason !== undefined) this.reasons.set(id, reason);
    }
    this.run = transition.run;
    return [...transition.released];
  }

  #planned(stepId: string): PlannedStep {
    return this.plan.steps.get(stepId) as PlannedStep;
  }

  #put(stepId: string, status: StepControl['status']): void {
    this.#steps.set(stepId, { ...this.step(stepId), status });
  }

  #look(transition: Transition, stepId: string): boolean {
    const { rule } = this.#planned(stepId).join;
    if (rule.kind !== 'when') throw new RangeError(stepId);
    const steps = Object.fromEntries(
      rule.reads.map((id) => {
        const { status } = transition.step(id);
        return [id, { status, attempts: 1, output: status === 'completed' ? { x: 1 } : this.#saved(transition, id) }];
      }),
    );
    return Boolean(evaluateExpression(rule.expression, { steps }));
  }

  /** The output that a fallback gave to a failed step. */
  #saved(transition: Transition, stepId: string): object | undefined {
    const { onError } = this.#planned(stepId).step;
    if (onError.kind !== 'fallback' || transition.step(stepId).status !== 'failed') return undefined;
    const { status } = transition.step(onError.stepId);
    return status === 'completed' ? { x: 1 } : this.#saved(transition, onError.stepId);
  }
}
