import type { RunJobData, StepJobData } from '../runtime/job-data.js';
import type { ChildJob } from '../runtime/workflow-queues.js';

/** A job of a step, and how often it was delivered. */
export interface JobAtHand {
  readonly data: StepJobData;
  deliveries: number;
}

/** The jobs of one run, in the place of BullMQ: they are delivered when the history says so. */
export class JobsAtHand {
  readonly #jobs = new Map<string, JobAtHand>();

  /** For each of these steps that has none that was not delivered, as a queue ignores a job that lives already. */
  add(jobs: readonly { readonly data: ChildJob['data'] }[]): void {
    for (const { data } of jobs) {
      if (data.kind !== 'step') continue;
      const known = this.#jobs.get(data.stepId);
      if (known === undefined || (known.data.generation ?? 0) < (data.generation ?? 0)) {
        this.#jobs.set(data.stepId, { data, deliveries: 0 });
      }
    }
  }

  async addChildren(_: string, jobs: readonly ChildJob[]): Promise<void> {
    this.add(jobs);
  }

  /** A run that is being ended has no job left that nobody works on. */
  async removeUnstarted(): Promise<void> {
    for (const [path, { deliveries }] of this.#jobs) if (deliveries === 0) this.#jobs.delete(path);
  }

  /** A job that is called off may be on its way to a worker: it stays, and finds its step ended. */
  async remove(): Promise<void> {}

  get(path: string): JobAtHand | undefined {
    return this.#jobs.get(path);
  }

  /** Steps whose jobs were not delivered yet, and those whose jobs were. */
  paths(): { readonly waiting: readonly string[]; readonly delivered: readonly string[] } {
    const { waiting = [], delivered = [] } = Object.groupBy([...this.#jobs], ([, { deliveries }]) =>
      deliveries === 0 ? 'waiting' : 'delivered',
    );
    return { waiting: waiting.map(([path]) => path), delivered: delivered.map(([path]) => path) };
  }
}

/** The job of a first step of a run. */
export function firstJob(run: RunJobData, stepId: string): { readonly data: StepJobData } {
  return { data: { ...run, kind: 'step', stepId } };
}
