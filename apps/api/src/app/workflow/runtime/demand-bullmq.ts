import { WorkflowError } from '@workflow/core';
import { Job, Worker } from 'bullmq';

/**
 * Refuses a host's BullMQ that lacks what a run's end needs. `cancelJob` came with 5.64, after everything else that is
 * used here, so it stands for the version.
 * @throws UNAVAILABLE
 */
export function demandBullmq(
  found: { worker: object; job: object } = { worker: Worker.prototype, job: Job.prototype },
): void {
  if ('cancelJob' in found.worker && 'removeUnprocessedChildren' in found.job) return;
  throw new WorkflowError('UNAVAILABLE', 'BullMQ is too old: 5.64 or newer is needed.');
}
