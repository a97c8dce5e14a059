import { isTerminalRun, type Plan, type PlannedStep } from '@workflow/core';
import { runMember } from '../state/run-keys.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';
import type { PlanCache } from './plan-cache.js';
import type { Mutexes } from './slots/mutexes.js';
import type { RunSlots } from './slots/run-slots.js';
import { jobOfStep, type StepJobPlace } from './step-jobs.js';
import type { Disarm } from './waits/disarm.js';
import type { WorkflowQueues } from './workflow-queues.js';

/**
 * Calls off single steps of a run that were cancelled with a job: queued and parked jobs are removed, running attempts
 * are told to stop. A crash before this is mended by the tick, which finds them in the wake set.
 */
export class CallOff {
  constructor(
    private readonly store: Pick<RunStore, 'redis' | 'keys' | 'read'>,
    private readonly plans: Pick<PlanCache, 'get'>,
    private readonly queues: Pick<WorkflowQueues, 'remove'>,
    private readonly disarm: Pick<Disarm, 'step'>,
    private readonly slots: { readonly mutexes: Pick<Mutexes, 'giveUp'>; readonly runs: Pick<RunSlots, 'endWaiting'> },
  ) {}

  async steps(plan: Plan, record: RunRecord, stepIds: Iterable<string>): Promise<void> {
    const { teamId, runId } = record;
    for (const stepId of stepIds) {
      await this.disarm.step(teamId, runId, plan.steps.get(stepId) as PlannedStep);
      // An attempt may run inside the job of another step, so every worker is told, whatever becomes of the job.
      await this.store.redis.publish(this.store.keys.stopped, stoppedStep(runMember(teamId, runId), stepId));
      await this.#remove(jobOfStep(plan, record, stepId));
    }
  }

  /**
   * Whatever of a run that is being ended has not begun, or waits. To be called until the run has ended: a job that was
   * active when it was called off first may park itself after that. False when there is nothing to call off any more.
   */
  async rest(teamId: string, runId: string): Promise<boolean> {
    const record = await this.store.read(teamId, runId);
    if (record === undefined || isTerminalRun(record.status)) return false;
    const { stop } = record;
    if (stop === undefined || stop.mode === 'continue' || stop.spares !== undefined) return false;
    if (await this.slots.runs.endWaiting(teamId, runId)) return true;
    const isCancelled = stop.mode === 'cancel';
    if (isCancelled) await this.store.redis.publish(this.store.keys.stopped, runMember(teamId, runId));
    const plan = await this.plans.get(teamId, record.workflowId, record.version);
    for (const [stepId, planned] of plan.steps) {
      const { status } = record.step(stepId);
      if (status !== 'ready' && status !== 'waiting' && !(isCancelled && status === 'unknown')) continue;
      await this.disarm.step(teamId, runId, planned);
      await this.slots.mutexes.giveUp(record, planned);
      await this.#remove(jobOfStep(plan, record, stepId));
    }
    return true;
  }

  async #remove({ queue, jobId }: StepJobPlace): Promise<void> {
    await this.queues.remove(queue, jobId);
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
