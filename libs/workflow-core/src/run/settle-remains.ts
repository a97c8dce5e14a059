import type { Plan } from '../plan/plan.js';
import type { ControlState } from './control-state.js';
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
 * `continue`, all that was free to go is queued again, as are steps that a stop spares; under `drain` only attempts that had begun and sends of unknown
 * outcome; under `cancel` none.
 */
export function settleRemains(plan: Plan, state: ControlState): Remains {
  const requeue: string[] = [];
  const cancelled: { stepId: string; reason: Reason }[] = [];
  const { stop } = state.run;
  const spared = sparedSteps(plan, stop);
  for (const stepId of plan.steps.keys()) {
    const { status } = state.step(stepId);
    if (isEndedStep(status)) continue;
    if (isOwedJob(status, spared.has(stepId) ? undefined : stop?.mode)) requeue.push(stepId);
    else cancelled.push({ stepId, reason: cancelReason(state) });
  }
  return requeue.length > 0 ? { kind: 'requeue', stepIds: requeue } : { kind: 'ended', cancelled };
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
