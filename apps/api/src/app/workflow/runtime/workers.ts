import { Worker, type ConnectionOptions, type Job, type WorkerOptions } from 'bullmq';
import type { NotifyRunner } from '../compensation/run-notify.js';
import type { UndoRunner } from '../compensation/run-undo.js';
import { runMember } from '../state/run-keys.js';
import type { ActiveAttempts } from './active-attempts.js';
import { Delivery, NotifyDelivery } from './delivery.js';
import type { EngineLogger } from './engine-logger.js';
import type { RunFinisher } from './finish-run.js';
import { InlineBudget, type InlineOptions } from './inline-budget.js';
import type { AgentJobData, NotifyJobData, RunJobData, StepJobData } from './job-data.js';
import type { PlanCache } from './plan-cache.js';
import { agentQueueName, controlQueueName, rootQueueName } from './queue-names.js';
import type { StepRunner } from './run-step.js';

export interface WorkersOptions {
  readonly connection: ConnectionOptions;
  readonly prefix: string;
  /** Jobs of one agent that this process works at once. */
  readonly concurrency: number;
  /** Milliseconds: a killed worker's job runs again after at most its lock and one stalled check. */
  readonly lockMs: number;
  readonly stalledMs: number;
  readonly inline: InlineOptions;
}

/** Stalls that a step's job may have: more than one, since every deploy may cost one. */
const maxStepStalls = 3;
/** A root that stalls over its limit would be lost with its run; it never does. */
const maxRootStalls = 1_000_000;

interface Runners {
  readonly steps: StepRunner;
  readonly undo: UndoRunner;
  readonly notify: NotifyRunner;
  readonly finisher: RunFinisher;
}

/** The BullMQ workers of this process: one for the roots, one for what the engine does itself, one for each agent. */
export class Workers {
  readonly #workers: Worker[] = [];

  constructor(
    private readonly runners: Runners,
    private readonly plans: PlanCache,
    private readonly active: ActiveAttempts,
    private readonly options: WorkersOptions,
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  start(agents: readonly string[]): void {
    this.#add(rootQueueName, maxRootStalls, (job, lock) => this.runners.finisher.run(job as Job<RunJobData>, lock));
    this.#add(controlQueueName, maxStepStalls, (job, lock) => this.#work('', job as Job<AgentJobData>, lock));
    for (const agent of agents) {
      this.#add(agentQueueName(agent), maxStepStalls, (job, lock) => this.#work(agent, job as Job<AgentJobData>, lock));
    }
  }

  /** Resolves when every worker listens. */
  async ready(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.waitUntilReady()));
  }

  /** Takes no further job and waits for those that run. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  #add(queue: string, maxStalledCount: number, work: (job: Job, lock: string) => Promise<void>): void {
    const { connection, prefix, concurrency, lockMs, stalledMs } = this.options;
    const options: WorkerOptions = {
      connection,
      prefix,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: stalledMs,
      maxStalledCount,
    };
    // BullMQ's own abort signal is not asked for: ours comes from `active`, which also hears of lost locks.
    const worker = new Worker(
      queue,
      async (job: Job, lock?: string) => {
        await work(job, lock ?? '');
        return null;
      },
      options,
    );
    worker.on('error', (error) => this.logger.error({ err: error, queue }, 'worker error'));
    worker.on('failed', (job, error) =>
      this.logger.error({ err: error, queue, jobId: job?.id }, 'job failed in BullMQ'),
    );
    worker.on('lockRenewalFailed', (jobIds: string[]) => {
      for (const jobId of jobIds) this.active.abortJob(jobId);
    });
    this.#workers.push(worker);
  }

  async #work(agent: string, job: Job<AgentJobData>, lock: string): Promise<void> {
    const { teamId, runId, workflowId, version } = job.data;
    const plan = await this.plans.get(teamId, workflowId, version);
    const active = this.active.add(runMember(teamId, runId), job.id as string);
    try {
      switch (job.data.kind) {
        case 'step': {
          const budget = new InlineBudget(this.options.inline, this.clock, agent);
          return await this.runners.steps.run(new Delivery(job as Job<StepJobData>, lock, plan, active), budget);
        }
        case 'undo':
          return await this.runners.undo.run(new Delivery(job as Job<StepJobData>, lock, plan, active));
        case 'notify':
          return await this.runners.notify.run(new NotifyDelivery(job as Job<NotifyJobData>, lock, plan, active));
        default:
          return job.data satisfies never;
      }
    } finally {
      active.release();
    }
  }
}
