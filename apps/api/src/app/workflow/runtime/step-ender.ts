import {
  endStep,
  isEndedStep,
  pathIn,
  sparedSteps,
  topOf,
  type Plan,
  type RunStop,
  type StepEnd,
  type Transition,
} from '@workflow/core';
import type { RunRecord } from '../state/run-record.js';
import type { NewEvent } from '../state/scripts/commit-run.js';
import { sliceOf } from '../state/run-slice.js';
import type { RunStore } from '../state/run-store.js';
import { slicesOfEnd, sliceOfStep } from './decision-slices.js';
import type { Delivery } from './delivery.js';
import type { CallOff } from './call-off.js';
import { joinLook } from './join-looks.js';
import { release } from './release.js';
import type { RunCommitter } from './run-committer.js';
import type { StepContexts } from './step-contexts.js';
import type { Work } from './taken-step.js';
import type { WorkflowQueues } from './workflow-queues.js';

/** An encoded output. */
export interface EncodedOutput {
  readonly value: string;
  readonly isLarge: boolean;
}

/** What else must hold for an end to be written: fields that may not change, and what they must say. */
export interface EndGrounds {
  readonly fields: readonly string[];
  hold(record: RunRecord): boolean;
  /** False for the end of a container, which no attempt writes: whoever hears last of what is inside does. */
  readonly isFenced?: false;
  /** Steps whose parked jobs are to be woken with it. */
  readonly wakes?: readonly string[];
  /** Told beside the end. */
  readonly events?: readonly NewEvent[];
}

/** Ends a step by the run rules: the slow path, for everything that is not a plain completion. */
export class StepEnder {
  constructor(
    private readonly store: RunStore,
    private readonly contexts: StepContexts,
    private readonly committer: RunCommitter,
    private readonly queues: WorkflowQueues,
    private readonly callOff: CallOff,
    private readonly clock: { now(): number },
  ) {}

  /**
   * Writes the end with all that follows from it, then releases what it freed, or withdraws what it stopped. Gives what
   * the job is to do next, which is nothing unless the end had been written before.
   */
  async end(delivery: Delivery, stepId: string, end: StepEnd, output?: EncodedOutput): Promise<Work | undefined> {
    const work = await this.endIf(delivery, stepId, end, output, { fields: [], hold: () => true });
    return work === 'refused' ? undefined : work;
  }

  /** The same, if the grounds still hold at the moment of writing; `refused` when they do not. */
  async endIf(
    delivery: Delivery,
    stepId: string,
    end: StepEnd,
    output: EncodedOutput | undefined,
    grounds: EndGrounds,
  ): Promise<Work | undefined | 'refused'> {
    const { plan, run, token } = delivery;
    const { teamId, runId } = run;
    const now = this.clock.now();
    let isRefused = false;
    const decided = await this.committer.decide({
      teamId,
      runId,
      plan,
      now,
      fence: grounds.isFenced === false ? undefined : { stepId, token },
      isInJob: true,
      slices: slicesOfEnd(this.store, run, delivery.step(stepId)),
      grounds: grounds.fields,
      decide: async (transition, record) => {
        if (!acceptsEnd(plan, transition, stepId)) return false;
        isRefused = !grounds.hold(record);
        if (isRefused) return false;
        const ending = { stepId, output: output?.value, now };
        const look = await joinLook(this.store, this.contexts, plan, record, transition, [stepId], ending);
        endStep(plan, transition, stepId, end, look);
        return true;
      },
      wakes: () => grounds.wakes ?? [],
      writes: () => outputWrites(delivery, stepId, now, output),
      events: () => grounds.events ?? [],
      largeOutput: output?.isLarge === true ? { stepId, value: output.value } : undefined,
      completes: end.status === 'completed' ? stepId : undefined,
    });
    if (decided.kind === 'void') return isRefused ? 'refused' : this.#again(delivery, stepId, grounds.isFenced);
    const { transition } = decided;
    await release(this.queues, plan, run, [...transition.released]);
    await this.callOff.steps(plan, decided.record, transition.withdrawn);
    const { stop } = transition.run;
    if (stop !== undefined && stop !== transition.foundRun.stop) await this.#stop(delivery, stop);
    return undefined;
  }

  /**
   * A step whose further attempt a drain does not let begin: the job ends, and the root cancels what is left. Where the
   * stop spares steps, it is cancelled here, since a spared step may wait for its edge.
   */
  async cancelWhereSpared(delivery: Delivery, stepId: string): Promise<Work | undefined> {
    const message = 'The run failed before its next attempt could begin.';
    const end: StepEnd = { status: 'cancelled', reason: { code: 'RUN_FAILED', message } };
    const hold = (record: RunRecord): boolean => record.stop?.spares !== undefined;
    const work = await this.endIf(delivery, stepId, end, undefined, { fields: ['stop'], hold });
    return work === 'refused' ? undefined : work;
  }

  /**
   * Nothing was written. When that is because this very end was written before, and its reply was lost, what follows
   * from it is still to be done: the stop is repeated, and a claim tells what was freed.
   */
  async #again(delivery: Delivery, stepId: string, isFenced?: false): Promise<Work | undefined> {
    const { teamId, runId } = delivery.run;
    const slice = sliceOf([`f:${stepId}`, ...sliceOfStep(delivery.step(stepId)).fields]);
    const record = await this.store.readSlice(teamId, runId, slice);
    if (record === undefined) return undefined;
    if (isFenced !== false && record.raw(`f:${stepId}`) !== String(delivery.token)) return undefined;
    if (!isEndedStep(record.step(stepId).status)) return undefined;
    if (record.stop !== undefined) await this.#stop(delivery, record.stop);
    return { kind: 'claim', stepId: delivery.jobStepId, isRedelivery: true };
  }

  /** Where the stop spares steps, the others ended by the decision itself, one by one. */
  async #stop(delivery: Delivery, { mode, spares }: RunStop): Promise<void> {
    if (mode === 'continue' || spares !== undefined) return;
    // Tells every worker that running attempts of the run are to be aborted.
    if (mode === 'cancel') await this.store.redis.publish(this.store.keys.stopped, delivery.member);
    await this.queues.removeUnstarted(delivery.run.runId);
  }
}

/** A cancelled run takes no more ends, but those of the steps that its stop spares. */
function acceptsEnd(plan: Plan, transition: Transition, stepId: string): boolean {
  const { status } = transition.step(stepId);
  if (status !== 'ready' && status !== 'running' && status !== 'unknown' && status !== 'waiting') return false;
  const { stop } = transition.run;
  return stop?.mode !== 'cancel' || sparedSteps(plan, stop).has(topOf(stepId));
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
  const { planned, scope } = delivery.step(stepId);
  for (let { fallbackOf } = planned; fallbackOf !== undefined;) {
    const served = pathIn(scope, fallbackOf);
    writes.push([`o:${served}`, stored]);
    ({ fallbackOf } = delivery.step(served).planned);
  }
  return writes;
}
