import type { StepPlace } from '@workflow/core';
import { Queue, type ConnectionOptions, type FlowJob, type FlowProducer, type Job } from 'bullmq';
import { isScriptForgotten, reloadScripts } from '../../../lib/redis/reload-scripts.js';
import {
  childJobOptions,
  rootJobOptions,
  stepJobId,
  type AgentJobData,
  type RunJobData,
  type StepJobData,
} from './job-data.js';
import { jobPriority } from './job-priority.js';
import { agentQueueName, controlQueueName, queueOfStep, queueStreams, rootQueueName } from './queue-names.js';

/** BullMQ blocks Redis while it adds a very wide flow: this many jobs a call. */
const pageSize = 1_000;

/** A job to be added under a run's root. */
export interface ChildJob {
  readonly queue: string;
  readonly name: string;
  readonly jobId: string;
  readonly data: AgentJobData;
  readonly delay?: number;
  /** The lower first; a job without one goes before all that have one. */
  readonly priority?: number;
}

/** The queues of the engine: the root's, and one an agent, made as they are needed. */
export class WorkflowQueues {
  readonly #queues = new Map<string, Queue>();

  constructor(
    readonly root: Queue<RunJobData>,
    private readonly flows: FlowProducer,
    private readonly connection: ConnectionOptions,
    private readonly prefix: string,
  ) {}

  /** BullMQ's set of the roots that wait for the jobs under them. */
  get parkedRoots(): string {
    return this.root.toKey('waiting-children');
  }

  agent(agent: string): Queue<AgentJobData> {
    return this.#named(agentQueueName(agent));
  }

  #named(name: string): Queue<AgentJobData> {
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = new Queue(name, { connection: this.connection, prefix: this.prefix, streams: queueStreams });
      // An error event without a listener would end the process; the connection reports and mends itself.
      queue.on('error', () => undefined);
      this.#queues.set(name, queue);
    }
    return queue as Queue<AgentJobData>;
  }

  /** Adds a run's root with its first children in one flow; adding it again is harmless. */
  async addTree(run: RunJobData, children: readonly ChildJob[]): Promise<void> {
    // A flow knows no settings of the queues that it adds to: whoever opens a queue writes them.
    for (const { queue } of children) this.#named(queue);
    await this.#addFlow({
      name: run.workflowId,
      queueName: rootQueueName,
      prefix: this.prefix,
      data: run,
      opts: { ...rootJobOptions, jobId: run.runId },
      children: children.slice(0, pageSize).map((child) => ({
        name: child.name,
        queueName: child.queue,
        prefix: this.prefix,
        data: child.data,
        opts: { ...childJobOptions, jobId: child.jobId, ...timingOf(child) },
      })),
    });
    if (children.length > pageSize) await this.addChildren(run.runId, children.slice(pageSize));
  }

  /** A Redis that was told to forget its scripts is given them again: a flow is added in one MULTI. */
  async #addFlow(flow: FlowJob): Promise<void> {
    try {
      await this.flows.add(flow);
    } catch (error) {
      if (!isScriptForgotten(error)) throw error;
      // A queue of ours defines BullMQ's scripts on the connection that they share.
      await this.#named(controlQueueName).waitUntilReady();
      await reloadScripts(this.connection as Parameters<typeof reloadScripts>[0]);
      await this.flows.add(flow);
    }
  }

  /**
   * Adds jobs under a run's root. Safe only from inside one of its own active jobs, or from the root itself: BullMQ
   * loses a child that is added from outside while the last one completes.
   */
  async addChildren(runId: string, children: readonly ChildJob[]): Promise<void> {
    const parent = { id: runId, queue: `${this.prefix}:${rootQueueName}` };
    for (const [name, jobs] of Map.groupBy(children, ({ queue }) => queue)) {
      const queue = this.#named(name);
      for (let at = 0; at < jobs.length; at += pageSize) {
        await addPage(queue, jobs.slice(at, at + pageSize), parent);
      }
    }
  }

  /** Removes a run's jobs that nobody works on: waiting, delayed and parked ones. Their root runs when none is left. */
  async removeUnstarted(runId: string): Promise<void> {
    const root = (await this.root.getJob(runId)) as Job<RunJobData> | undefined;
    await root?.removeUnprocessedChildren();
  }

  /** Removes one job that nobody works on; one that is being worked is left alone. Its root runs when none is left. */
  async remove(queueName: string, jobId: string): Promise<void> {
    const job = await this.#named(queueName).getJob(jobId);
    await job?.remove().catch((error: unknown) => {
      if (!(error instanceof Error) || !error.message.includes('lock')) throw error;
    });
  }

  /**
   * Lets a parked job run now. A job that is not parked is left alone: it is on its way, or not yet parked. False when
   * there is none.
   */
  async promote(queueName: string, jobId: string): Promise<boolean> {
    const queue = this.#named(queueName);
    const job = await queue.getJob(jobId);
    if (job === undefined) return false;
    if (await job.isDelayed()) {
      // Somebody else may promote it in between; then it runs, which is all that is wanted.
      await job.promote().catch((error: unknown) => {
        if (!(error instanceof Error) || !error.message.includes('delayed')) throw error;
      });
    }
    return true;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }
}

async function addPage(
  queue: Queue<AgentJobData>,
  jobs: readonly ChildJob[],
  parent: { id: string; queue: string },
): Promise<void> {
  const [first] = jobs;
  if (first !== undefined && jobs.length === 1) {
    await queue.add(first.name, first.data, { ...childJobOptions, jobId: first.jobId, parent, ...timingOf(first) });
    return;
  }
  await queue.addBulk(
    jobs.map((job) => ({
      name: job.name,
      data: job.data,
      opts: { ...childJobOptions, jobId: job.jobId, parent, ...timingOf(job) },
    })),
  );
}

function timingOf({ delay, priority }: ChildJob): { delay?: number; priority?: number } {
  return { ...(delay === undefined || delay <= 0 ? {} : { delay }), ...(priority === undefined ? {} : { priority }) };
}

/** The job of one step, of a run of this priority. */
export function stepJob(
  run: RunJobData,
  { path, planned: { step } }: StepPlace,
  priority: number,
  generation = 0,
): ChildJob {
  const data: StepJobData = { ...run, kind: 'step', stepId: path, ...(generation > 0 ? { generation } : {}) };
  const name = step.kind === 'action' ? step.action : step.kind;
  return {
    ...{ queue: queueOfStep(step), name, jobId: stepJobId(run.runId, path), data },
    priority: jobPriority(priority, step),
  };
}
