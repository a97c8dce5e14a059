import { stepAt, type Plan, type StepPlace } from '@workflow/core';
import { runMember } from '../state/run-keys.js';
import type { RunRecord } from '../state/run-record.js';
import { wakeMember } from './delivery.js';
import { stepJobId } from './job-data.js';
import { queueOfStep } from './queue-names.js';

/** Where the job of a step is found when it is to be woken or called off from outside. */
export interface StepJobPlace {
  readonly queue: string;
  readonly jobId: string;
}

/** A step that was parked inside the job of another step is found there. */
export function jobOfStep(plan: Plan, record: RunRecord, stepId: string): StepJobPlace {
  const carrier = record.raw(`k:${stepId}`) || stepId;
  const { step } = stepAt(plan, carrier).planned;
  return { queue: queueOfStep(step), jobId: stepJobId(record.runId, carrier) };
}

/** How a step is found in the wake set that is never gone on with inside the job of another. */
export function ownWakeMember(
  { teamId, runId }: { teamId: string; runId: string },
  { path, planned }: StepPlace,
): string {
  return wakeMember(runMember(teamId, runId), stepJobId(runId, path), queueOfStep(planned.step));
}

export function wakeMemberOf(plan: Plan, record: RunRecord, stepId: string): string {
  const { queue, jobId } = jobOfStep(plan, record, stepId);
  return wakeMember(runMember(record.teamId, record.runId), jobId, queue);
}
