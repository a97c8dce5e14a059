import {
  containerOf,
  isTerminalRun,
  sparedSteps,
  stepAt,
  topOf,
  topScope,
  unendedSteps,
  type Plan,
} from '@workflow/core';
import { runMember } from '../state/run-keys.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';
import type { CallOffChildren } from './children/call-off-children.js';
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
    private readonly children: Pick<CallOffChildren, 'step'>,
    private readonly slots: { readonly mutexes: Pick<Mutexes, 'giveUp'>; readonly runs: Pick<RunSlots, 'endWaiting'> },
  ) {}

  async steps(plan: Plan, record: RunRecord, stepIds: Iterable<string>): Promise<void> {
    const { teamId, runId } = record;
    for (const stepId of stepIds) {
      // Before its job goes: with the job goes what would mend a crash.
      await this.children.step(record, stepAt(plan, stepId));
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
    if (stop === undefined || stop.mode === 'continue') return false;
    if (await this.slots.runs.endWaiting(teamId, runId)) return true;
    const isCancelled = stop.mode === 'cancel';
    // What a stop spares runs on; the others have been told one by one.
    if (isCancelled && stop.spares === undefined) {
      await this.store.redis.publish(this.store.keys.stopped, runMember(teamId, runId));
    }
    const plan = await this.plans.get(teamId, record.workflowId, record.version);
    const spared = sparedSteps(plan, stop);
    for (const place of unendedSteps(record, topScope(plan))) {
      if (spared.has(topOf(place.path))) continue;
      const { status } = record.step(place.path);
      const hasChild = place.planned.control?.kind === 'workflow' && status === 'running';
      // The job of a container is parked for its timeout alone.
      const isContainer = containerOf(place.planned) !== undefined && status === 'running';
      const isCalledOff = isContainer || (isCancelled && (status === 'unknown' || hasChild));
      if (status !== 'ready' && status !== 'waiting' && !isCalledOff) continue;
      await this.disarm.step(teamId, runId, place);
      if (!isContainer) await this.slots.mutexes.giveUp(record, place);
      if (hasChild) await this.children.step(record, place);
      await this.#remove(jobOfStep(plan, record, place.path));
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
