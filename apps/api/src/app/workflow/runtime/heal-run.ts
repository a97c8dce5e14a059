import { endStep, type Plan, type Reason } from '@workflow/core';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';
import type { EngineLogger } from './engine-logger.js';
import type { RunJobData } from './job-data.js';
import { joinLook } from './join-looks.js';
import { jobsOf } from './release.js';
import type { RunCommitter } from './run-committer.js';
import type { StepContexts } from './step-contexts.js';
import type { ChildJob } from './workflow-queues.js';

/** After so many heals in a row without a single step completed, what is left cannot be saved. */
const maxFruitlessHeals = 5;

/**
 * Gives jobs back to steps that should have one and have none: a worker died between settling a step and adding the
 * jobs of those it freed, or a job stalled over its limit. Each heal is a new generation, whose tokens outweigh every
 * delivery before it.
 */
export class HealRun {
  constructor(
    private readonly store: RunStore,
    private readonly contexts: StepContexts,
    private readonly committer: RunCommitter,
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /** The jobs to add; undefined when the run has changed meanwhile and is to be looked at again. */
  async heal(
    plan: Plan,
    record: RunRecord,
    run: RunJobData,
    stepIds: readonly string[],
  ): Promise<readonly ChildJob[] | undefined> {
    const generation = record.generation + 1;
    const fruitless = fruitlessHeals(record) + 1;
    if (fruitless > maxFruitlessHeals) {
      await this.#giveUp(plan, record, stepIds);
      return undefined;
    }
    this.logger.warn({ ...run, stepIds, generation }, 'steps without a job are queued again');
    const decided = await this.committer.decide({
      teamId: record.teamId,
      runId: record.runId,
      plan,
      now: this.clock.now(),
      decide: (transition, found) => {
        if (found.generation !== record.generation) return false;
        for (const stepId of stepIds) transition.step(stepId);
        return true;
      },
      writes: () => [
        ['g', String(generation)],
        ['gp', `${record.completions}|${fruitless}`],
      ],
    });
    if (decided.kind === 'void') return undefined;
    const now = this.clock.now();
    return jobsOf(plan, run, stepIds, generation).map((job, index) => {
      const due = record.stepRecord(stepIds[index] as string).dueAt;
      return due === undefined || due <= now ? job : { ...job, delay: due - now };
    });
  }

  async #giveUp(plan: Plan, record: RunRecord, stepIds: readonly string[]): Promise<void> {
    const { teamId, runId } = record;
    this.logger.error({ teamId, runId, stepIds }, 'steps are lost');
    await this.committer.decide({
      teamId,
      runId,
      plan,
      now: this.clock.now(),
      decide: async (transition, found) => {
        const look = await joinLook(this.store, this.contexts, plan, found, transition, stepIds);
        for (const stepId of stepIds) {
          const message = `Its job was lost ${maxFruitlessHeals} times in a row.`;
          const reason: Reason = { code: 'STEP_LOST', message, stepId };
          endStep(plan, transition, stepId, { status: 'failed', reason }, look);
        }
        return true;
      },
      writes: () => [['gp', `${record.completions}|0`]],
    });
  }
}

/** Heals in a row without a completion: counted beside the completions that the last heal saw. */
function fruitlessHeals(record: RunRecord): number {
  const [completions, count] = record.raw('gp').split('|');
  return Number(completions) === record.completions ? Number(count ?? 0) : 0;
}
