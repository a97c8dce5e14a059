import { stepAt, type Plan, type Step, type StepPlace } from '@workflow/core';
import { DelayedError, type Job } from 'bullmq';
import { runMember } from '../state/run-keys.js';
import type { ActiveDelivery } from './active-attempts.js';
import type { AgentJobData, NotifyJobData, RunJobData, StepJobData } from './job-data.js';
import { queueOfStep } from './queue-names.js';

/** A heal's generation outweighs every delivery of the generation before. */
const deliveriesPerGeneration = 1_000_000;

/** One delivery of a job of a run: the job, BullMQ's own lock, and the fence token that state knows it by. */
abstract class JobDelivery<T extends AgentJobData> {
  readonly token: number;
  readonly run: RunJobData;

  constructor(
    readonly job: Job<T>,
    private readonly lock: string,
    readonly plan: Plan,
    private readonly active: Pick<ActiveDelivery, 'signal' | 'enter'>,
  ) {
    const { teamId, runId, workflowId, version, correlationId, traceparent, priority } = job.data;
    this.run = {
      teamId,
      runId,
      workflowId,
      version,
      correlationId,
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(priority === undefined ? {} : { priority }),
    };
    this.token = (job.data.generation ?? 0) * deliveriesPerGeneration + job.attemptsStarted;
  }

  /** Aborted when the run or the step is being ended, or the lock was lost. */
  get signal(): AbortSignal {
    return this.active.signal;
  }

  /** To be called before a step is claimed or gone on with, so that calling it off reaches this delivery. */
  enter(stepId: string): void {
    this.active.enter(stepId);
  }

  /**
   * True where somebody may have died with this job, or thrown, before it had done what was due. One that was parked, and
   * comes back because of that, had done it all.
   */
  get isRedelivery(): boolean {
    const { stalledCounter, attemptsMade, data } = this.job;
    return stalledCounter > 0 || attemptsMade > 0 || data.generation !== undefined;
  }

  get member(): string {
    return runMember(this.run.teamId, this.run.runId);
  }

  /** The step of this path. */
  step(path: string): StepPlace & { readonly definition: Step } {
    const place = stepAt(this.plan, path);
    return { ...place, definition: place.planned.step };
  }

  /** Parks the job until `dueAt` (ms). Always throws: BullMQ's word for "not ended". */
  async park(dueAt: number): Promise<never> {
    await this.job.moveToDelayed(dueAt, this.lock);
    throw new DelayedError();
  }
}

/** BullMQ keeps delays in 41 bits of milliseconds: what waits without an end looks again once a year. */
export const longestParkMs = 365 * 24 * 3_600_000;

/** A delivery of a step's job, or of its undo. */
export class Delivery extends JobDelivery<StepJobData> {
  /** Parks the job until somebody promotes it. */
  parkUntilWoken(): Promise<never> {
    return this.park(this.job.timestamp + longestParkMs);
  }

  /** The step that the job was added for. */
  get jobStepId(): string {
    return this.job.data.stepId;
  }

  /** Where the job is found when it is to be woken from outside. */
  get wakeMember(): string {
    return wakeMember(this.member, this.job.id as string, queueOfStep(this.step(this.jobStepId).definition));
  }
}

export class NotifyDelivery extends JobDelivery<NotifyJobData> {
  get index(): number {
    return this.job.data.index;
  }
}

export function wakeMember(member: string, jobId: string, queue: string): string {
  return `${member}|${jobId}|${queue}`;
}

export function parseWakeMember(text: string): { member: string; jobId: string; queue: string } {
  const [queue = '', jobId = '', ...member] = text.split('|').toReversed();
  return { member: member.toReversed().join('|'), jobId, queue };
}
