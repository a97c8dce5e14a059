import { isEndedStep, stepAt, type Plan, type Reason, type StepStatus, type Verdict } from '@workflow/core';
import type { AgentRegistry } from '../agents/agent-registry.js';
import { notifyJobId, undoJobId, type RunJobData } from '../runtime/job-data.js';
import type { RunCommitter } from '../runtime/run-committer.js';
import { agentQueueName } from '../runtime/queue-names.js';
import type { ChildJob } from '../runtime/workflow-queues.js';
import type { RunRecord } from '../state/run-record.js';

/** How a failed run is being brought to its end. */
export interface FailureHandling {
  readonly verdict: Exclude<Verdict, { kind: 'completed' }>;
  /** Steps that the end of the run cancels. */
  readonly cancelled: readonly { readonly stepId: string; readonly reason: Reason }[];
}

/** What a rollback came to. */
export interface UndoResult {
  readonly undone: number;
  readonly notUndone: readonly Reason[];
}

/**
 * The error handler, one job at a time and in order: undo completed steps in reverse order of completion, then notify.
 * All progress is in the run's state, so that it goes on where a crash left it.
 */
export class Compensation {
  constructor(
    private readonly registry: AgentRegistry,
    private readonly committer: RunCommitter,
    private readonly clock: { now(): number },
  ) {}

  /** The next job, none when the handler is done, `again` when the run has changed and is to be looked at again. */
  async next(
    plan: Plan,
    record: RunRecord,
    run: RunJobData,
    handling: FailureHandling,
  ): Promise<readonly ChildJob[] | 'again'> {
    const stepId = handling.verdict.undo ? this.#nextUndo(plan, record) : undefined;
    if (stepId === undefined) return this.#nextNotify(plan, record, run, handling.verdict);
    if (record.status !== 'compensating') {
      await this.#begin(plan, record, handling);
      return 'again';
    }
    const job = await this.#undoJob(plan, record, run, stepId);
    return job === undefined ? 'again' : [job];
  }

  /** What was undone, and every completed step that was not, with why. */
  result(plan: Plan, record: RunRecord): UndoResult {
    let undone = 0;
    const notUndone: Reason[] = [];
    for (const stepId of record.stepPaths()) {
      const { status, attempts } = record.stepRecord(stepId);
      const { step } = stepAt(plan, stepId).planned;
      if (status === 'compensated') undone += 1;
      // What the engine decided itself has done nothing that could be undone, nor has a step without an attempt.
      if (status !== 'completed' || attempts === 0 || (step.kind !== 'action' && step.kind !== 'workflow')) continue;
      const failure = record.raw(`ue:${stepId}`);
      if (failure !== '') notUndone.push(JSON.parse(failure) as Reason);
      else notUndone.push({ code: 'NO_UNDO', message: `Step '${stepId}' completed and declares no undo.`, stepId });
    }
    return { undone, notUndone };
  }

  /** The latest completed step that can be undone and was not tried, or whose undo was under way. */
  #nextUndo(plan: Plan, record: RunRecord): string | undefined {
    let next: { stepId: string; sequence: number } | undefined;
    for (const stepId of record.stepPaths()) {
      const { status, attempts, sequence = 0 } = record.stepRecord(stepId);
      if (!isToUndo(status) || attempts === 0 || record.raw(`ue:${stepId}`) !== '' || !this.#canUndo(plan, stepId))
        continue;
      if (status === 'compensating') return stepId;
      if (next === undefined || sequence > next.sequence) next = { stepId, sequence };
    }
    return next?.stepId;
  }

  #canUndo(plan: Plan, stepId: string): boolean {
    const { compensate, step } = stepAt(plan, stepId).planned;
    if (compensate !== undefined) return true;
    return step.kind === 'action' && this.registry.find(step.agent, step.action)?.undo !== undefined;
  }

  /** Turns the run to `compensating`, and what had not ended to `cancelled`. */
  async #begin(plan: Plan, record: RunRecord, { cancelled }: FailureHandling): Promise<void> {
    await this.committer.decide({
      teamId: record.teamId,
      runId: record.runId,
      plan,
      now: this.clock.now(),
      decide: (transition) => {
        for (const { stepId, reason } of cancelled) {
          if (!isEndedStep(transition.step(stepId).status)) transition.change(stepId, { status: 'cancelled' }, reason);
        }
        transition.run = { ...transition.run, status: 'compensating' };
        return true;
      },
    });
  }

  /** Each undo job has a number of its own: an id is never used again while a job of it may live. */
  async #undoJob(plan: Plan, record: RunRecord, run: RunJobData, stepId: string): Promise<ChildJob | undefined> {
    const generation = await this.#nextGeneration(plan, record);
    if (generation === undefined) return undefined;
    const { compensate, step } = stepAt(plan, stepId).planned;
    const agent = compensate?.agent ?? (step.kind === 'action' ? step.agent : '');
    return {
      queue: agentQueueName(agent),
      name: 'undo',
      jobId: undoJobId(run.runId, stepId, generation),
      data: { ...run, kind: 'undo', stepId, generation },
    };
  }

  async #nextNotify(
    plan: Plan,
    record: RunRecord,
    run: RunJobData,
    verdict: FailureHandling['verdict'],
  ): Promise<readonly ChildJob[] | 'again'> {
    const index = Number(record.raw('nf') || 0);
    const call = verdict.kind === 'failed' ? plan.notify[index] : undefined;
    if (call === undefined) return [];
    const generation = await this.#nextGeneration(plan, record);
    if (generation === undefined) return 'again';
    const jobId = notifyJobId(run.runId, index, generation);
    return [
      { queue: agentQueueName(call.agent), name: 'notify', jobId, data: { ...run, kind: 'notify', index, generation } },
    ];
  }

  async #nextGeneration(plan: Plan, record: RunRecord): Promise<number | undefined> {
    const generation = record.generation + 1;
    const decided = await this.committer.decide({
      teamId: record.teamId,
      runId: record.runId,
      plan,
      now: this.clock.now(),
      decide: (_, found) => found.generation === record.generation,
      writes: () => [['g', String(generation)]],
    });
    return decided.kind === 'written' ? generation : undefined;
  }
}

function isToUndo(status: StepStatus): boolean {
  return status === 'completed' || status === 'compensating';
}
