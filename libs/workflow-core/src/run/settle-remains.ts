import type { Plan } from '../plan/plan.js';
import type { ControlState } from './control-state.js';
import { containerOf, instanceAt, pathIn, topOf, topScope, type Scope, type StepPlace } from './scope.js';
import { sparedSteps } from './spared-steps.js';
import { isEndedStep, type CancelReason, type Reason, type StepStatus } from './status.js';

/** What is left of a run of which nothing lives any more: no job, no timer. */
export type Remains =
  /** Steps that should have a job and have none: a release was lost, or a begun attempt must be delivered again. */
  | { readonly kind: 'requeue'; readonly stepIds: readonly string[] }
  /** Every step has ended, or ends with this decision. */
  | {
      readonly kind: 'ended';
      readonly cancelled: readonly { readonly stepId: string; readonly reason: Reason }[];
    };

/**
 * Decides what becomes of the steps that have not ended when nothing of the run lives. Without a stop, and under
 * `continue`, all that was free to go is queued again, as are steps that a stop spares; under `drain` only attempts that
 * had begun and sends of unknown outcome; under `cancel` none. A container that has begun is looked at again in either
 * case, since the end of something inside may have gone unheard.
 */
export function settleRemains(plan: Plan, state: ControlState): Remains {
  const requeue: string[] = [];
  const cancelled: { stepId: string; reason: Reason }[] = [];
  const { stop } = state.run;
  const spared = sparedSteps(plan, stop);
  for (const { path } of unendedSteps(state, topScope(plan))) {
    const { status } = state.step(path);
    if (isOwedJob(status, spared.has(topOf(path)) ? undefined : stop?.mode)) requeue.push(path);
    else cancelled.push({ stepId: path, reason: cancelReason(state) });
  }
  if (stop === undefined || stop.mode === 'continue')
    requeue.push(...unheardContainers(state, topScope(plan), requeue));
  return requeue.length > 0 ? { kind: 'requeue', stepIds: requeue } : { kind: 'ended', cancelled };
}

/** Containers that completed while items of theirs go on, of which one ended unheard. */
function unheardContainers(state: ControlState, scope: Scope, owed: readonly string[]): string[] {
  return [...scope.plan.steps].flatMap(([stepId, planned]) => {
    const path = pathIn(scope, stepId);
    if (containerOf(planned) === undefined || state.step(path).status !== 'completed') return [];
    const isOpen = state
      .openInstances(path)
      .some((instance) => !owed.some((other) => other.startsWith(`${instance}.`)));
    return isOpen ? [path] : [];
  });
}

/** The steps of a scope that have not ended, and those of every instance that is open inside. */
export function* unendedSteps(state: ControlState, scope: Scope): Generator<StepPlace> {
  for (const [stepId, planned] of scope.plan.steps) {
    const path = pathIn(scope, stepId);
    const place: StepPlace = { path, planned, scope };
    if (!isEndedStep(state.step(path).status)) yield place;
    if (containerOf(planned) === undefined) continue;
    for (const instance of state.openInstances(path)) yield* unendedSteps(state, instanceAt(place, instance));
  }
}

function isOwedJob(status: StepStatus, mode: 'continue' | 'drain' | 'cancel' | undefined): boolean {
  switch (mode) {
    case undefined:
    case 'continue':
      return status !== 'pending';
    case 'drain':
      return status === 'running' || status === 'unknown';
    case 'cancel':
      return false;
  }
}

function cancelReason(state: ControlState): Reason {
  const reason = state.run.stop?.reason;
  const code: CancelReason =
    reason?.code === 'RUN_CANCELLED' || reason?.code === 'RUN_TIMEOUT' || reason?.code === 'RUN_ENDED'
      ? reason.code
      : 'RUN_FAILED';
  const message = reason?.message ?? 'The run ended before the step could begin.';
  return { code, message, stepId: reason?.stepId };
}
