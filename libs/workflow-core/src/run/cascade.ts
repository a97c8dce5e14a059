import type { Dependent, PlannedStep } from '../plan/plan.js';
import { closeInstances } from './close-instances.js';
import type { StepControl } from './control-state.js';
import type { StepEnd } from './end-step.js';
import { InstanceEnding } from './instance-ending.js';
import { judgeEdges, judgeStep, type JoinVerdict } from './judge-join.js';
import { neededOnlyBy } from './needed-only-by.js';
import { RunEnding, type ScopeEnding } from './run-ending.js';
import { containerOf } from './scope.js';
import type { ScopeTransition } from './scope-transition.js';
import { isEndedStep, type Reason } from './status.js';
import { takeTurn } from './take-turn.js';

/** Answers the expression of a `when` join, by its step's path and the run as the transition has it, or says why not. */
export type JoinLook = (stepId: string) => boolean | Reason;

/** How an edge of a join has ended for the steps behind it. */
type EdgeEnd = { readonly kind: 'arrived' } | { readonly kind: 'failed' | 'dead'; readonly cause: string };

/** Everything that follows inside a scope from the end of one of its steps, decided edge by edge. */
export class Cascade {
  readonly #view: ScopeTransition;
  readonly #look: JoinLook;
  /** What is still to be applied; a list and not recursion, since a chain may be 10,000 long. */
  readonly #queue: (() => void)[] = [];
  /** Steps whose edges have ended here: a step and its fallback may both end in one transition, and either decides. */
  readonly #given = new Set<string>();
  readonly #run: RunEnding;
  readonly #ending: ScopeEnding;

  constructor(view: ScopeTransition, look: JoinLook) {
    this.#view = view;
    this.#look = look;
    const cancelStep = (stepId: string, reason: Reason): void => this.#cancelStep(stepId, reason);
    this.#run = new RunEnding(view.plan, view.whole, cancelStep);
    this.#ending = view.scope.container === undefined ? this.#run : new InstanceEnding(view, cancelStep);
  }

  end(stepId: string, end: StepEnd): void {
    this.#queue.push(() => this.#apply(stepId, end));
    this.#drain();
  }

  #drain(): void {
    do {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) next();
      this.#ending.judgeFailures();
    } while (this.#queue.length > 0);
    takeTurn(this.#view);
  }

  #apply(stepId: string, end: StepEnd): void {
    const planned = this.#planned(stepId);
    const { onError } = planned.step;
    this.#view.change(stepId, { status: end.status }, end.status === 'completed' ? undefined : end.reason);
    if (containerOf(planned) !== undefined && !('keepsInside' in end && end.keepsInside === true)) {
      closeInstances(this.#view, { path: this.#view.path(stepId), planned, scope: this.#view.scope });
    }
    if (onError.kind === 'fallback' && end.status === 'failed') {
      this.#toFallback(stepId, onError.stepId, end.reason);
      return;
    }
    this.#propagate(planned, this.#edge(stepId, end, onError.kind === 'continue'), end);
    if (end.status === 'completed') this.#afterCompletion(planned, end);
    if (onError.kind === 'fallback') this.#spareFallback(stepId, onError.stepId);
    this.#passOn(planned, end);
  }

  /** The edge that a step without a fallback gives to its dependents. */
  #edge(stepId: string, end: StepEnd, isForgiven: boolean): EdgeEnd {
    switch (end.status) {
      case 'completed':
        return { kind: 'arrived' };
      case 'failed':
        return isForgiven ? { kind: 'arrived' } : { kind: 'failed', cause: this.#view.path(stepId) };
      case 'skipped':
        return {
          kind: carriesFailure(end.reason) ? 'failed' : 'dead',
          cause: end.reason.stepId ?? this.#view.path(stepId),
        };
      case 'cancelled':
        return { kind: 'dead', cause: this.#view.path(stepId) };
    }
  }

  /** A failed step's edge stays live until its fallback ends, and so does the edge of a step that it serves itself. */
  #toFallback(stepId: string, fallbackId: string, reason: Reason): void {
    const fallback = this.#view.step(fallbackId);
    if (fallback.status === 'pending') {
      this.#count(fallbackId, isGated(this.#planned(fallbackId)), 'arrived');
      this.#decide(fallbackId, stepId, this.#view.path(stepId));
      return;
    }
    // It ended before it was needed: by its own dependencies, and then perhaps with a fallback of its own.
    const rescue = this.#rescue(fallbackId);
    if (rescue === 'arrived') this.#save(stepId);
    else if (rescue === 'failed') this.#stand(stepId, reason);
  }

  /** What has become of the row of fallbacks that begins here; a live one tells its step when it ends. */
  #rescue(fallbackId: string): 'arrived' | 'failed' | 'live' {
    const last = this.#lastOfRow(fallbackId);
    const { status } = this.#view.step(last);
    if (!isEndedStep(status)) return 'live';
    return status === 'completed' ? 'arrived' : 'failed';
  }

  /** The step that a row of failed steps and their fallbacks has come to. */
  #lastOfRow(stepId: string): string {
    for (let id = stepId; ;) {
      const { onError } = this.#planned(id).step;
      if (onError.kind !== 'fallback' || this.#view.step(id).status !== 'failed') return id;
      id = onError.stepId;
    }
  }

  /** Without a failure the fallback is not needed. */
  #spareFallback(stepId: string, fallbackId: string): void {
    if (this.#view.step(fallbackId).status !== 'pending') return;
    this.#skip(
      fallbackId,
      'FALLBACK_NOT_NEEDED',
      `'${stepId}', which it stands in for, did not fail.`,
      this.#view.path(stepId),
    );
  }

  /** The end of a fallback decides the edge of the step that it serves. */
  #toServed(servedId: string, fallbackId: string, end: StepEnd): void {
    if (this.#view.step(servedId).status !== 'failed') return;
    if (end.status === 'completed') this.#save(servedId);
    else this.#stand(servedId, { ...reasonOfServed(servedId, fallbackId, end), stepId: this.#view.path(servedId) });
  }

  #save(stepId: string): void {
    const step = this.#planned(stepId);
    this.#propagate(step, { kind: 'arrived' }, { status: 'completed' });
    this.#passOn(step, { status: 'completed' });
  }

  /** The failure of a step whose fallback cannot save it. */
  #stand(stepId: string, reason: Reason): void {
    const step = this.#planned(stepId);
    this.#propagate(step, { kind: 'failed', cause: this.#view.path(stepId) }, { status: 'failed', reason });
    this.#passOn(step, { status: 'failed', reason });
  }

  /** Tells the step that a fallback serves of its end; through the list, since fallbacks may stand in a long row. */
  #passOn({ id, fallbackOf }: PlannedStep, end: StepEnd): void {
    if (fallbackOf !== undefined) this.#queue.push(() => this.#toServed(fallbackOf, id, end));
  }

  #propagate(planned: PlannedStep, edge: EdgeEnd, end: StepEnd): void {
    if (this.#given.has(planned.id)) return;
    this.#given.add(planned.id);
    if (edge.kind === 'failed' && end.status === 'failed') this.#ending.noteFailure(planned, end.reason);
    for (const dependent of planned.dependents) {
      if (this.#view.step(dependent.stepId).status !== 'pending') continue;
      if (dependent.isBranch && !isTaken(end, dependent.stepId)) this.#leave(dependent, planned.id, edge);
      else {
        this.#count(dependent.stepId, dependent.isGate, edge.kind);
        this.#decide(dependent.stepId, planned.id, edge.kind === 'arrived' ? this.#view.path(planned.id) : edge.cause);
      }
    }
  }

  /** A target that its choice does not take is skipped, whatever its join and its `onDead` say. */
  #leave({ stepId, isGate }: Dependent, choiceId: string, edge: EdgeEnd): void {
    this.#count(stepId, isGate, edge.kind === 'arrived' ? 'dead' : edge.kind);
    if (edge.kind === 'arrived')
      this.#skip(stepId, 'BRANCH_NOT_TAKEN', `'${choiceId}' did not take it.`, this.#view.path(choiceId));
    else if (edge.kind === 'failed') {
      this.#skip(stepId, 'UPSTREAM_FAILED', describeFailed('UPSTREAM_FAILED', edge.cause), edge.cause);
    } else this.#skip(stepId, 'DEPENDENCY_SKIPPED', `'${choiceId}', which chooses, did not run.`, edge.cause);
  }

  #count(stepId: string, isGate: boolean, kind: EdgeEnd['kind']): void {
    const found = this.#view.step(stepId);
    const counts = isGate ? found.gates : found;
    const patch = { [kind]: counts[kind] + 1 };
    this.#view.change(stepId, isGate ? { gates: { ...found.gates, ...patch } } : patch);
  }

  /** Asks the join and the gates of a step whose edge from `before` has just ended; `cause` is what that came from. */
  #decide(stepId: string, before: string, cause: string): void {
    const { join } = this.#planned(stepId);
    const control = this.#view.step(stepId);
    const answer = this.#answer(stepId, control);
    if (typeof answer === 'object') return this.#later(stepId, { status: 'failed', reason: answer });
    const starts = this.#view.starts(stepId);
    const isMet = join.rule.kind !== 'all' && judgeEdges(join, control, () => answer).kind === 'met';
    if (isMet && starts && !control.hasFired) this.#fire(stepId);
    this.#carryOut(
      stepId,
      judgeStep(join, control, () => answer),
      { before, cause },
      starts,
    );
  }

  /** What a join by expression says now; asked only where it counts. */
  #answer(stepId: string, control: StepControl): boolean | Reason {
    const { rule, edges } = this.#planned(stepId).join;
    if (rule.kind !== 'when' || control.hasFired || control.dead === edges) return false;
    return control.arrived + control.failed + control.dead > 0 && this.#look(this.#view.path(stepId));
  }

  #carryOut(
    stepId: string,
    verdict: JoinVerdict,
    { before, cause }: { readonly before: string; readonly cause: string },
    starts: boolean,
  ): void {
    const { join } = this.#planned(stepId);
    switch (verdict.kind) {
      case 'open':
        return;
      case 'failed':
        return this.#skip(stepId, verdict.code, describeFailed(verdict.code, cause), cause);
      case 'unmet':
        return this.#later(stepId, {
          status: 'failed',
          reason: { code: 'JOIN_UNREACHABLE', message: 'Every step it waits for arrived, and its join is false.' },
        });
      case 'dead':
        if (join.onDead === 'skip') {
          return this.#skip(stepId, 'DEPENDENCY_SKIPPED', `'${before}', which it waits for, did not run.`, cause);
        }
        if (join.onDead === 'fail') {
          const message = `'${before}', which it waits for, did not run, and its onDead is fail.`;
          return this.#later(stepId, {
            status: 'failed',
            reason: { code: 'DEPENDENCY_SKIPPED', message, stepId: cause },
          });
        }
        break;
      case 'met':
        break;
    }
    // In an interleave it waits for its turn.
    if (starts && this.#view.scope.plan.turns === undefined) this.#view.release(stepId);
  }

  /** The join fires, once: what it leaves behind is called off where it says so. */
  #fire(stepId: string): void {
    this.#view.change(stepId, { hasFired: true });
    const { join, dependencies } = this.#planned(stepId);
    if (join.rest !== 'cancel') return;
    const named = dependencies.filter(({ isGate }) => !isGate).map((dependency) => this.#lastOfRow(dependency.stepId));
    this.#cancel(named, {
      code: 'CANCELLED_BY_JOIN',
      message: `'${stepId}' goes on without it.`,
      stepId: this.#view.path(stepId),
    });
  }

  /** Cancels those of the steps that are live, with every live step that only they needed. */
  #cancel(stepIds: readonly string[], reason: Reason): void {
    const isLive = (id: string): boolean => !isEndedStep(this.#view.step(id).status);
    const losers = stepIds.filter(isLive);
    for (const id of [...losers, ...neededOnlyBy(this.#view.scope.plan, isLive, losers)]) this.#cancelStep(id, reason);
  }

  #cancelStep(stepId: string, reason: Reason): void {
    const { whole } = this.#view;
    const path = this.#view.path(stepId);
    if (!whole.released.delete(path) && this.#view.step(stepId).status !== 'pending') whole.withdrawn.add(path);
    this.#later(stepId, { status: 'cancelled', reason });
  }

  /** What a completed step does to the others beside freeing them. */
  #afterCompletion({ id, step }: PlannedStep, { ends }: StepEnd & { status: 'completed' }): void {
    if (step.cancels !== undefined && this.#view.starts(id)) {
      this.#cancel(step.cancels, {
        code: 'CANCELLED_BY_STEP',
        message: `'${id}' cancels it.`,
        stepId: this.#view.path(id),
      });
    }
    if (ends !== undefined) this.#run.end(this.#view.path(id), ends);
  }

  #skip(stepId: string, code: string, message: string, cause: string): void {
    this.#later(stepId, { status: 'skipped', reason: { code, message, stepId: cause } });
  }

  /** Marks the step at once, so that no other edge decides it again, and applies its end in turn. */
  #later(stepId: string, end: StepEnd): void {
    this.#view.change(stepId, { status: end.status });
    this.#queue.push(() => this.#apply(stepId, end));
  }

  #planned(stepId: string): PlannedStep {
    return this.#view.scope.plan.steps.get(stepId) as PlannedStep;
  }
}

function isTaken(end: StepEnd, stepId: string): boolean {
  return end.status === 'completed' && end.taken?.includes(stepId) === true;
}

/** True where the failure of the step that a fallback serves counts beside the fallback's own join. */
function isGated({ join }: PlannedStep): boolean {
  return join.rule.kind !== 'all';
}

function carriesFailure(reason: Reason): boolean {
  return reason.code === 'UPSTREAM_FAILED' || reason.code === 'JOIN_UNREACHABLE';
}

function describeFailed(code: 'UPSTREAM_FAILED' | 'JOIN_UNREACHABLE', cause: string): string {
  return code === 'UPSTREAM_FAILED'
    ? `It cannot run, because '${cause}' failed.`
    : `Its join cannot be met any more, because '${cause}' failed.`;
}

function reasonOfServed(servedId: string, fallbackId: string, end: Exclude<StepEnd, { status: 'completed' }>): Reason {
  const message = `'${servedId}' failed, and its fallback '${fallbackId}' was ${end.status}: ${end.reason.message}`;
  return { code: end.reason.code, message, stepId: servedId };
}
