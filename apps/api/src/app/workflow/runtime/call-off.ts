import type { Plan, PlannedStep } from '@workflow/core';
import { runMember } from '../state/run-keys.js';
import type { RunStore } from '../state/run-store.js';
import { stepJobId, type RunJobData } from './job-data.js';
import { queueOfStep } from './queue-names.js';
import type { Disarm } from './waits/disarm.js';
import type { WorkflowQueues } from './workflow-queues.js';

/**
 * Calls off single steps of a run that were cancelled with a job: queued and parked jobs are removed, running attempts
 * are told to stop. A crash before this is mended by the tick, which finds them in the wake set.
 */
export class CallOff {
  constructor(
    private readonly store: Pick<RunStore, 'redis' | 'keys'>,
    private readonly queues: Pick<WorkflowQueues, 'remove'>,
    private readonly disarm: Pick<Disarm, 'step'>,
  ) {}

  async steps(plan: Plan, { teamId, runId }: RunJobData, stepIds: Iterable<string>): Promise<void> {
    for (const stepId of stepIds) {
      const planned = plan.steps.get(stepId) as PlannedStep;
      await this.disarm.step(teamId, runId, planned);
      // An attempt may run inside the job of another step, so every worker is told, whatever becomes of the job.
      await this.store.redis.publish(this.store.keys.stopped, stoppedStep(runMember(teamId, runId), stepId));
      await this.queues.remove(queueOfStep(planned.step), stepJobId(runId, stepId));
    }
  }
}

/** What is published when one step of a run is called off; the run's member alone means the whole run. */
export function stoppedStep(member: string, stepId: string): string {
  return `${member}#${stepId}`;
}

export function parseStopped(message: string): { member: string; stepId?: string } {
  const mark = message.lastIndexOf('#');
  // A team's name may hold the mark; what comes after a step's mark holds no bar.
  if (mark < 0 || message.includes('|', mark)) return { member: message };
  return { member: message.slice(0, mark), stepId: message.slice(mark + 1) };
}
