/** What every job of ours carries: names alone, never a value of the run. */
export interface RunJobData {
  readonly teamId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly version: number;
  readonly correlationId: string;
  readonly traceparent?: string;
  /** Of the run, where its start asked for another than its definition's. */
  readonly priority?: number;
}

/** A job for one step: an attempt of it, or its undo. */
export interface StepJobData extends RunJobData {
  readonly kind: 'step' | 'undo';
  readonly stepId: string;
  /** Generation of the root's heal that added the job; absent in the first. */
  readonly generation?: number;
}

/** A job that tells somebody of a failed run, by the n-th action of the error handler's `notify`. */
export interface NotifyJobData extends RunJobData {
  readonly kind: 'notify';
  readonly index: number;
  readonly generation?: number;
}

export type AgentJobData = StepJobData | NotifyJobData;

/**
 * BullMQ sees no failure of ours; these options are the net for what should not happen. A job that throws is delivered
 * again as after a crash, since its root would not look after it while anything else of the run lives or waits. One that
 * throws every time, or stalls over its limit, must not leave its root waiting for ever, and must not block its own id.
 */
export const childJobOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 250 },
  removeOnComplete: true,
  removeOnFail: true,
  removeDependencyOnFailure: true,
} as const;

export const rootJobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

export function stepJobId(runId: string, stepId: string): string {
  return `${runId}.${stepId}`;
}

/** The step that a job of this id was added for. */
export function stepOfJob(runId: string, jobId: string): string {
  return jobId.slice(runId.length + 1);
}

/** Ids of control, undo and notify jobs hold a `~`, which no step id does. */
export function undoJobId(runId: string, stepId: string, generation: number): string {
  return `${runId}.${stepId}~undo${generation}`;
}

export function notifyJobId(runId: string, index: number, generation: number): string {
  return `${runId}~notify${index}-${generation}`;
}
