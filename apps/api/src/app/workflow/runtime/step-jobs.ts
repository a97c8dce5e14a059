import type { Plan, PlannedStep } from '@workflow/core';
import { runMember } from '../state/run-keys.js';
import { wakeMember } from './delivery.js';
import { stepJobId } from './job-data.js';
import { queueOfStep } from './queue-names.js';

/** Where the job of a step is found when it is to be woken or called off from outside. */
export function wakeMemberOf(plan: Plan, teamId: string, runId: string, stepId: string): string {
  const { step } = plan.steps.get(stepId) as PlannedStep;
  return wakeMember(runMember(teamId, runId), stepJobId(runId, stepId), queueOfStep(step));
}
