/** Statuses of a run; the last four never change, but for `completed`-to-`compensated` of its steps. */
export const runStatuses = [
  'pending',
  'running',
  'waiting',
  'paused',
  'failing',
  'compensating',
  'completed',
  'failed',
  'cancelled',
  'compensated',
] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Statuses of a step. `unknown` is a send whose outcome nobody can tell yet: not an end. */
export const stepStatuses = [
  'pending',
  'ready',
  'running',
  'waiting',
  'unknown',
  'completed',
  'failed',
  'skipped',
  'cancelled',
  'compensating',
  'compensated',
] as const;
export type StepStatus = (typeof stepStatuses)[number];

export const skipReasons = [
  'CONDITION_FALSE',
  'BRANCH_NOT_TAKEN',
  'DEPENDENCY_SKIPPED',
  'UPSTREAM_FAILED',
  'JOIN_UNREACHABLE',
  'MILESTONE_EXPIRED',
  'FALLBACK_NOT_NEEDED',
] as const;
export type SkipReason = (typeof skipReasons)[number];

export const cancelReasons = [
  'CANCELLED_BY_JOIN',
  'CANCELLED_BY_STEP',
  'SCOPE_ENDED',
  'RUN_FAILED',
  'RUN_CANCELLED',
  'RUN_TIMEOUT',
  'RUN_ENDED',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

/** Why a step or run ended as it did: a stable code, words for a person, the step that caused it. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly stepId?: string;
}

/** True when nothing more happens to a run of this status. */
export function isTerminalRun(status: RunStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'compensated';
}

/** True when a step of this status has ended; an undo may follow a `completed` one. */
export function isEndedStep(status: StepStatus): boolean {
  switch (status) {
    case 'pending':
    case 'ready':
    case 'running':
    case 'waiting':
    case 'unknown':
      return false;
    case 'completed':
    case 'failed':
    case 'skipped':
    case 'cancelled':
    case 'compensating':
    case 'compensated':
      return true;
  }
}
