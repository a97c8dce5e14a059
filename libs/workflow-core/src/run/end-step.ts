import type { ActionStep } from '../definition/definition.js';
import type { Plan, PlannedStep } from '../plan/plan.js';
import { isEndedStep, type Reason } from './status.js';
import type { Transition } from './transition.js';

/** How a step ended, as its worker or the engine saw it. */
export type StepEnd =
  | { readonly status: 'completed' }
  | { readonly status: 'failed'; readonly reason: Reason }
  | { readonly status: 'skipped'; readonly reason: Reason }
  | { readonly status: 'cancelled'; readonly reason: Reason };

/** How an edge of a join has ended for the steps behind it. */
type EdgeEnd = { readonly kind: 'arrived' } | { readonly kind: 'failed' | 'dead'; readonly cause: string };

/**
 * Ends a step and decides all that follows from it alone: which dependents become ready, which are skipped or fail in
 * turn all the way down, whether a fallback runs or is not needed, whether the failure fails the run. Pure; the result
 * is in `transition`. A step that has ended before is left as it is.
 */
export function endStep(plan: Plan, transition: Transition, stepId: string, end: StepEnd): void {
  if (isEndedStep(transition.step(stepId).status)) return;
  new Cascade(plan, transition).end(stepId, end);
}

class Cascade {
  readonly #plan: Plan;
  readonly #transition: Transition;
  /** What is still to be applied; a list and not recursion, since a chain may be 10,000 long. */
  readonly #queue: (() => void)[] = [];
  /** Steps whose edges have ended here: a step and its fallback may both end in one transition, and either decides. */
  readonly #given = new Set<string>();

  constructor(plan: Plan, transition: Transition) {
    this.#plan = plan;
    this.#transition = transition;
  }

  end(stepId: string, end: StepEnd): void {
    this.#queue.push(() => this.#apply(stepId, end));
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) next();
  }

  #apply(stepId: string, end: StepEnd): void {
    const step = this.#planned(stepId);
    this.#transition.change(stepId, { status: end.status }, end.status === 'completed' ? undefined : end.reason);
    const { onError } = this.#definition(step);
    if (onError.kind === 'fallback' && end.status === 'failed') {
      this.#toFallback(stepId, onError.stepId, end.reason);
      return;
    }
    this.#propagate(step, this.#edge(stepId, end, onError.kind === 'continue'), end);
    if (onError.kind === 'fallback') this.#spare(stepId, onError.stepId);
    this.#passOn(step, end);
  }

  /** The edge that a step without a fallback gives to its dependents. */
  #edge(stepId: string, end: StepEnd, isForgiven: boolean): EdgeEnd {
    switch (end.status) {
      case 'completed':
        return { kind: 'arrived' };
      case 'failed':
        return isForgiven ? { kind: 'arrived' } : { kind: 'failed', cause: stepId };
      case 'skipped':
        return { kind: carriesFailure(end.reason) ? 'failed' : 'dead', cause: end.reason.stepId ?? stepId };
      case 'cancelled':
        return { kind: 'dead', cause: stepId };
    }
  }

  /** A failed step's edge stays live until its fallback ends, and so does the edge of a step that it serves itself. */
  #toFallback(stepId: string, fallbackId: string, reason: Reason): void {
    const fallback = this.#transition.step(fallbackId);
    if (fallback.status === 'pending') {
      this.#transition.change(fallbackId, { arrived: fallback.arrived + 1 });
      this.#decide(fallbackId, stepId);
      return;
    }
    // It ended before it was needed: by its own dependencies, and then perhaps with a fallback of its own.
    const rescue = this.#rescue(fallbackId);
    if (rescue === 'arrived') this.#save(stepId);
    else if (rescue === 'failed') this.#stand(stepId, reason);
  }

  /** What has become of the row of fallbacks that begins here; a live one tells its step when it ends. */
  #rescue(fallbackId: string): 'arrived' | 'failed' | 'live' {
    for (let id = fallbackId; ;) {
      const { status } = this.#transition.step(id);
      const { onError } = this.#definition(this.#planned(id));
      if (status !== 'failed' || onError.kind !== 'fallback') {
        if (!isEndedStep(status)) return 'live';
        return status === 'completed' ? 'arrived' : 'failed';
      }
      id = onError.stepId;
    }
  }

  /** Without a failure the fallback is not needed. */
  #spare(stepId: string, fallbackId: string): void {
    if (this.#transition.step(fallbackId).status !== 'pending') return;
    this.#skip(fallbackId, 'FALLBACK_NOT_NEEDED', `'${stepId}', which it stands in for, did not fail.`, stepId);
  }

  /** The end of a fallback decides the edge of the step that it serves. */
  #toServed(servedId: string, fallbackId: string, end: StepEnd): void {
    if (this.#transition.step(servedId).status !== 'failed') return;
    if (end.status === 'completed') this.#save(servedId);
    else this.#stand(servedId, reasonOfServed(servedId, fallbackId, end));
  }

  #save(stepId: string): void {
    const step = this.#planned(stepId);
    this.#propagate(step, { kind: 'arrived' }, { status: 'completed' });
    this.#passOn(step, { status: 'completed' });
  }

  /** The failure of a step whose fallback cannot save it. */
  #stand(stepId: string, reason: Reason): void {
    const step = this.#planned(stepId);
    this.#propagate(step, { kind: 'failed', cause: stepId }, { status: 'failed', reason });
    this.#passOn(step, { status: 'failed', reason });
  }

  /** Tells the step that a fallback serves of its end; through the list, since fallbacks may stand in a long row. */
  #passOn({ id, fallbackOf }: PlannedStep, end: StepEnd): void {
    if (fallbackOf !== undefined) this.#queue.push(() => this.#toServed(fallbackOf, id, end));
  }

  #propagate(step: PlannedStep, edge: EdgeEnd, end: StepEnd): void {
    if (this.#given.has(step.id)) return;
    this.#given.add(step.id);
    if (edge.kind === 'failed' && end.status === 'failed') this.#failRun(step.id, end.reason);
    for (const dependentId of step.dependents) {
      const found = this.#transition.step(dependentId);
      if (found.status !== 'pending') continue;
      this.#transition.change(dependentId, { [edge.kind]: found[edge.kind] + 1 });
      this.#decide(dependentId, edge.kind === 'arrived' ? step.id : edge.cause);
    }
  }

  /** Join `all`: the first dead or failed edge decides at once, but under `onDead: run` nothing until none is live. */
  #decide(stepId: string, cause: string): void {
    const step = this.#planned(stepId);
    const { arrived, failed, dead } = this.#transition.step(stepId);
    const { onDead } = this.#definition(step).dependsOn;
    const live = edgesOf(step) - arrived - failed - dead;
    if (dead > 0 && onDead === 'run' && live > 0) return;
    if (failed > 0) {
      this.#skip(stepId, 'UPSTREAM_FAILED', `It cannot run, because '${cause}' failed.`, cause);
    } else if (dead > 0 && onDead === 'skip') {
      this.#skip(stepId, 'DEPENDENCY_SKIPPED', `'${cause}', which it waits for, did not run.`, cause);
    } else if (dead > 0 && onDead === 'fail') {
      const message = `'${cause}', which it waits for, did not run, and its onDead is fail.`;
      this.#later(stepId, { status: 'failed', reason: { code: 'DEPENDENCY_SKIPPED', message, stepId: cause } });
    } else if (live === 0 && startsSteps(this.#transition)) {
      this.#transition.change(stepId, { status: 'ready' });
      this.#transition.released.push(stepId);
    }
  }

  #skip(stepId: string, code: string, message: string, cause: string): void {
    this.#later(stepId, { status: 'skipped', reason: { code, message, stepId: cause } });
  }

  /** Marks the step at once, so that no other edge decides it again, and applies its end in turn. */
  #later(stepId: string, end: StepEnd): void {
    this.#transition.change(stepId, { status: end.status });
    this.#queue.push(() => this.#apply(stepId, end));
  }

  #failRun(stepId: string, reason: Reason): void {
    const { run } = this.#transition;
    if (run.stop !== undefined) return;
    const mode = this.#plan.definition.onFailure;
    this.#transition.run = { status: 'failing', stop: { mode, reason: { ...reason, stepId } } };
    if (mode !== 'continue') this.#withdraw();
  }

  /** Steps that this same transition had made ready do not start after all. */
  #withdraw(): void {
    for (const stepId of this.#transition.released.splice(0)) this.#transition.change(stepId, { status: 'pending' });
  }

  #planned(stepId: string): PlannedStep {
    const step = this.#plan.steps.get(stepId);
    if (step === undefined) throw new RangeError(`The plan of '${this.#plan.definition.id}' has no step '${stepId}'.`);
    return step;
  }

  #definition(step: PlannedStep): ActionStep {
    // The plan is made from this very definition, step by step.
    return this.#plan.definition.steps[step.index] as ActionStep;
  }
}

/** Edges that a step's join has: its dependencies, and for a fallback the failure of the step that it serves. */
export function edgesOf(step: PlannedStep): number {
  return step.dependencies.length + (step.fallbackOf === undefined ? 0 : 1);
}

/** True while the run still lets steps begin. */
export function startsSteps(transition: Transition): boolean {
  const { stop } = transition.run;
  return stop === undefined || stop.mode === 'continue';
}

function carriesFailure(reason: Reason): boolean {
  return reason.code === 'UPSTREAM_FAILED' || reason.code === 'JOIN_UNREACHABLE';
}

function reasonOfServed(servedId: string, fallbackId: string, end: Exclude<StepEnd, { status: 'completed' }>): Reason {
  const message = `'${servedId}' failed, and its fallback '${fallbackId}' was ${end.status}: ${end.reason.message}`;
  return { code: end.reason.code, message, stepId: servedId };
}
