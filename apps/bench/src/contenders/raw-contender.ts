import { dropPrefix, uniquePrefix } from '@workflow/testing';
import { FlowProducer, Worker, type FlowJob, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { agentNames, type Shape, type ShapeStep } from '../shapes.js';
import { Ledger } from '../wire/ledger.js';
import type { Wire } from '../wire/wire.js';
import type { Contender } from './contender.js';
import { Probe } from './probe.js';

interface RawJob {
  readonly runId: string;
  readonly follows: boolean;
}

/** As our engine sets its jobs and workers, so that only what we add differs. */
const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;
const workerOptions = { concurrency: 20, lockDuration: 10_000, stalledInterval: 5_000 } as const;

/** BullMQ alone: one FlowProducer.add of the shape as nested children; processors do nothing, no state is kept. */
export class RawContender implements Contender {
  readonly name = 'raw';
  #started = 0;

  private constructor(
    readonly probe: Probe,
    readonly ledger: Ledger,
    private readonly prefix: string,
    private readonly redis: Redis,
    private readonly flows: FlowProducer,
    private readonly workers: readonly Worker[],
  ) {}

  static async boot(redisUrl: string, wire: Wire): Promise<RawContender> {
    const probe = new Probe();
    const ledger = new Ledger();
    return wire.owning(ledger, async () => {
      const key = uniquePrefix();
      const prefix = `{${key}}`;
      const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
      const workers = agentNames.map((agent) => rawWorker(agent, { connection, prefix, ...workerOptions }, probe));
      const flows = new FlowProducer({ connection, prefix });
      await Promise.all([flows.waitUntilReady(), ...workers.map((worker) => worker.waitUntilReady())]);
      return new RawContender(probe, ledger, key, connection, flows, workers);
    });
  }

  async prepare(): Promise<void> {}

  async start({ steps }: Shape): Promise<string> {
    const runId = `run-${(this.#started += 1)}`;
    const last = steps.at(-1);
    if (last === undefined) throw new RangeError('A shape has at least one step.');
    await this.flows.add(jobOf(runId, new Map(steps.map((step) => [step.id, step])), last));
    return runId;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
    await this.flows.close();
    await dropPrefix(this.redis, this.prefix);
    await this.redis.quit();
  }
}

function rawWorker(
  queue: string,
  options: { connection: Redis; prefix: string } & typeof workerOptions,
  probe: Probe,
): Worker {
  const worker = new Worker(
    queue,
    async ({ data }: Job<RawJob>) => {
      probe.began(data.runId, data.follows);
      probe.stepEnded(data.runId);
      return null;
    },
    options,
  );
  worker.on('completed', (job: Job<RawJob>) => {
    if (job.parentKey === undefined) probe.runEnded(job.data.runId);
  });
  worker.on('error', (error) => console.error('raw:', error));
  return worker;
}

function jobOf(runId: string, steps: ReadonlyMap<string, ShapeStep>, step: ShapeStep): FlowJob {
  const data: RawJob = { runId, follows: step.dependsOn.length > 0 };
  const children = step.dependsOn.flatMap((id) => {
    const found = steps.get(id);
    return found === undefined ? [] : [jobOf(runId, steps, found)];
  });
  return { name: 'work', queueName: step.agent, data, opts: { ...jobOptions, jobId: `${runId}.${step.id}` }, children };
}
