import { stepAt, type Plan } from '@workflow/core';
import type { RunJobData } from './job-data.js';
import { runPriority } from './job-priority.js';
import { stepJob, type ChildJob, type WorkflowQueues } from './workflow-queues.js';

/**
 * Adds the jobs of steps that became ready, under their run's root. Called from inside an active job of the run: the
 * only moment at which BullMQ cannot lose them. Adding a job that lives already is ignored.
 */
export async function release(
  queues: WorkflowQueues,
  plan: Plan,
  run: RunJobData,
  stepIds: readonly string[],
): Promise<void> {
  if (stepIds.length > 0) await queues.addChildren(run.runId, jobsOf(plan, run, stepIds));
}

export function jobsOf(plan: Plan, run: RunJobData, stepIds: readonly string[], generation = 0): ChildJob[] {
  const priority = runPriority(run, plan.definition);
  return stepIds.map((path) => stepJob(run, stepAt(plan, path), priority, generation));
}
