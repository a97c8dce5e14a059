import { Queue, type ConnectionOptions, type FlowProducer, type Job } from 'bullmq';
import {
  childJobOptions,
  rootJobOptions,
  stepJobId,
  type AgentJobData,
  type RunJobData,
  type StepJobData,
} from './job-data.js';
import { agentQueueName, rootQueueName } from './queue-names.js';

/** BullMQ blocks Redis while it adds a very wide flow: this many jobs a call. */
const pageSize = 1_000;

/** A job to be added under a run's root. */
export interface ChildJob {
  readonly agent: string;
  readonly name: string;
  readonly jobId: string;
  readonly data: AgentJobData;
  readonly delay?: number;
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

  agent(agent: string): Queue<AgentJobData> {
    return this.#named(agentQueueName(agent));
  }

  #named(name: string): Queue<AgentJobData> {
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = new Queue(name, { connection: this.connection, prefix: this.prefix });
      // An error event without a listener would end the process; the connection reports and mends itself.
      queue.on('error', () => undefined);
      this.#queues.set(name, queue);
    }
    return queue as Queue<AgentJobData>;
  }

  /** Adds a run's root with its first children in one flow; adding it again is harmless. */
  async addTree(run: RunJobData, children: readonly ChildJob[]): Promise<void> {
    await this.flows.add({
      name: run.workflowId,
      queueName: rootQueueName,
      prefix: this.prefix,
      data: run,
      opts: { ...rootJobOptions, jobId: run.runId },
      children: children.slice(0, pageSize).map((child) => ({
        name: child.name,
        queueName: agentQueueName(child.agent),
        prefix: this.prefix,
        data: child.data,
        opts: { ...childJobOptions, jobId: child.jobId, ...delayOf(child) },
      })),
    });
    if (children.length > pageSize) await this.addChildren(run.runId, children.slice(pageSize));
  }

  /**
   * Adds jobs under a run's root. Safe only from inside one of its own active jobs, or from the root itself: BullMQ
   * loses a child that is added from outside while the last one completes.
   */
  async addChildren(runId: string, children: readonly ChildJob[]): Promise<void> {
    const parent = { id: runId, queue: `${this.prefix}:${rootQueueName}` };
    const byQueue = Map.groupBy(children, ({ agent }) => agentQueueName(agent));
    for (const jobs of byQueue.values()) {
      const queue = this.agent((jobs[0] as ChildJob).agent);
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

  /** Lets a parked job run now. A job that is not parked is left alone: it is on its way, or not yet parked. */
  async promote(queueName: string, jobId: string): Promise<void> {
    const queue = this.#named(queueName);
    const job = await queue.getJob(jobId);
    if (job !== undefined && (await job.isDelayed())) {
      // Somebody else may promote it in between; then it runs, which is all that is wanted.
      await job.promote().catch((error: unknown) => {
        if (!(error instanceof Error) || !error.message.includes('delayed')) throw error;
      });
    }
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
    await queue.add(first.name, first.data, { ...childJobOptions, jobId: first.jobId, parent, ...delayOf(first) });
    return;
  }
  await queue.addBulk(
    jobs.map((job) => ({
      name: job.name,
      data: job.data,
      opts: { ...childJobOptions, jobId: job.jobId, parent, ...delayOf(job) },
    })),
  );
}

function delayOf({ delay }: ChildJob): { delay?: number } {
  return delay === undefined || delay <= 0 ? {} : { delay };
}

/** The job of one step. */
export function stepJob(
  run: RunJobData,
  step: { id: string; agent: string; action: string },
  generation = 0,
): ChildJob {
  const data: StepJobData = { ...run, kind: 'step', stepId: step.id, ...(generation > 0 ? { generation } : {}) };
  return { agent: step.agent, name: step.action, jobId: stepJobId(run.runId, step.id), data };
}
