import { endStep, isEndedStep, type StepEnd } from '@workflow/core';
import type { RunStore } from '../state/run-store.js';
import type { Delivery } from './delivery.js';
import { release } from './release.js';
import type { RunCommitter } from './run-committer.js';
import type { Work } from './taken-step.js';
import type { WorkflowQueues } from './workflow-queues.js';

/** An encoded output. */
export interface EncodedOutput {
  readonly value: string;
  readonly isLarge: boolean;
}

/** Ends a step by the run rules: the slow path, for everything that is not a plain completion. */
export class StepEnder {
  constructor(
    private readonly store: RunStore,
    private readonly committer: RunCommitter,
    private readonly queues: WorkflowQueues,
    private readonly clock: { now(): number },
  ) {}

  /**
   * Writes the end with all that follows from it, then releases what it freed, or withdraws what it stopped. Gives what
   * the job is to do next, which is nothing unless the end had been written before.
   */
  async end(delivery: Delivery, stepId: string, end: StepEnd, output?: EncodedOutput): Promise<Work | undefined> {
    const { plan, run, token } = delivery;
    const { teamId, runId } = run;
    const now = this.clock.now();
    const decided = await this.committer.decide({
      teamId,
      runId,
      plan,
      now,
      fence: { stepId, token },
      decide: (transition) => {
        if (transition.run.stop?.mode === 'cancel') return false;
        if (!['ready', 'running', 'unknown', 'waiting'].includes(transition.step(stepId).status)) return false;
        endStep(plan, transition, stepId, end);
        return true;
      },
      writes: () => outputWrites(delivery, stepId, now, output),
      largeOutput: output?.isLarge === true ? { stepId, value: output.value } : undefined,
      completes: end.status === 'completed' ? stepId : undefined,
    });
    if (decided.kind === 'void') return this.#again(delivery, stepId);
    await release(this.queues, plan, run, decided.transition.released);
    const { stop } = decided.transition.run;
    if (stop !== undefined && stop !== decided.transition.foundRun.stop) await this.#stop(delivery, stop.mode);
    return undefined;
  }

  /**
   * Nothing was written. When that is because this very end was written before, and its reply was lost, what follows
   * from it is still to be done: the stop is repeated, and a claim tells what was freed.
   */
  async #again(delivery: Delivery, stepId: string): Promise<Work | undefined> {
    const { teamId, runId } = delivery.run;
    const record = await this.store.read(teamId, runId);
    if (record?.raw(`f:${stepId}`) !== String(delivery.token)) return undefined;
    if (!isEndedStep(record.step(stepId).status)) return undefined;
    if (record.stop !== undefined) await this.#stop(delivery, record.stop.mode);
    return { kind: 'claim', stepId: delivery.jobStepId, isRedelivery: true };
  }

  async #stop(delivery: Delivery, mode: 'drain' | 'continue' | 'cancel'): Promise<void> {
    if (mode === 'continue') return;
    // Tells every worker that running attempts of the run are to be aborted.
    if (mode === 'cancel') await this.store.redis.publish(this.store.keys.stopped, delivery.member);
    await this.queues.removeUnstarted(delivery.run.runId);
  }
}

function outputWrites(delivery: Delivery, stepId: string, now: number, output?: EncodedOutput): [string, string][] {
  if (output === undefined) return [];
  const stored = output.isLarge ? `@${stepId}` : output.value;
  const writes: [string, string][] = [
    [`o:${stepId}`, stored],
    [`z:${stepId}`, String(now)],
    [`e:${stepId}`, ''],
    [`r:${stepId}`, ''],
    [`u:${stepId}`, ''],
  ];
  // The step that a fallback has saved shows the fallback's output.
  for (let { fallbackOf } = delivery.step(stepId).planned; fallbackOf !== undefined;) {
    writes.push([`o:${fallbackOf}`, stored]);
    ({ fallbackOf } = delivery.step(fallbackOf).planned);
  }
  return writes;
}
