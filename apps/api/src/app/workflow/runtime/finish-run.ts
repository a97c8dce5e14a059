import {
  isTerminalRun,
  settleRemains,
  terminalStatus,
  verdictOf,
  type Plan,
  type Reason,
  type Remains,
  type Verdict,
} from '@workflow/core';
import { WaitingChildrenError, type Job } from 'bullmq';
import type { Compensation } from '../compensation/compensation.js';
import { finishRun } from '../state/scripts/finish-run.js';
import { codeOfStatus } from '../state/run-fields.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';
import type { EngineLogger } from './engine-logger.js';
import type { HealRun } from './heal-run.js';
import type { RunJobData } from './job-data.js';
import type { PlanCache } from './plan-cache.js';
import { renderOutputs } from './run-outputs.js';
import type { ChildJob, WorkflowQueues } from './workflow-queues.js';

/**
 * What a run's root does whenever no child of it lives: heals what a crash left, lets the error handler undo and notify
 * one job at a time, and at last ends the run, once. BullMQ wakes it when its last child has ended.
 */
export class RunFinisher {
  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly plans: PlanCache,
    private readonly healer: HealRun,
    private readonly compensation: Compensation,
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /** Ends by returning when the run has ended, or by BullMQ's WaitingChildrenError when it waits for new children. */
  async run(job: Job<RunJobData>, lock: string): Promise<void> {
    for (;;) {
      const { teamId, runId } = job.data;
      const record = await this.store.read(teamId, runId);
      if (record === undefined || isTerminalRun(record.status)) return;
      const plan = await this.plans.get(teamId, record.workflowId, record.version);
      const remains = settleRemains(plan, record);
      if (remains.kind === 'requeue') {
        const jobs = await this.healer.heal(plan, record, job.data, remains.stepIds);
        if (jobs === undefined) continue;
        await this.#waitFor(job, lock, jobs);
      } else {
        const jobs = await this.#handleFailure(plan, record, job.data, remains.cancelled);
        if (jobs === 'again') continue;
        if (jobs.length > 0) await this.#waitFor(job, lock, jobs);
        if (await this.#finish(plan, record, remains)) return;
      }
    }
  }

  /** Adds children to the root and goes back to waiting for them; returns when they have ended meanwhile. */
  async #waitFor(job: Job<RunJobData>, lock: string, jobs: readonly ChildJob[]): Promise<void> {
    await this.queues.addChildren(job.data.runId, jobs);
    if (await job.moveToWaitingChildren(lock)) throw new WaitingChildrenError();
  }

  /** The next undo or notify job of a run that ends failed; none when the error handler is done. */
  async #handleFailure(
    plan: Plan,
    record: RunRecord,
    run: RunJobData,
    cancelled: readonly { stepId: string; reason: Reason }[],
  ): Promise<readonly ChildJob[] | 'again'> {
    const verdict = verdictOf(plan.definition, record.stop, record.isUndoAsked);
    if (verdict.kind === 'completed') return [];
    return this.compensation.next(plan, record, run, { verdict, cancelled });
  }

  async #finish(plan: Plan, record: RunRecord, remains: Remains & { kind: 'ended' }): Promise<boolean> {
    const { teamId, runId } = record;
    const now = this.clock.now();
    const verdict = verdictOf(plan.definition, record.stop, record.isUndoAsked);
    const undo = this.compensation.result(plan, record);
    const status = terminalStatus(verdict, undo.undone, undo.notUndone.length);
    const { outputs, missing } = await renderOutputs(this.store, plan, record);
    const reason = record.stop?.reason;
    const encode = (value: unknown): string => this.store.encode(teamId, runId, value);
    const writes: [string, string][] = [
      ['ou', encode(outputs)],
      ['mo', JSON.stringify(missing)],
      ...(showsUndo(verdict) ? ([['nu', JSON.stringify(undo.notUndone)]] as [string, string][]) : []),
      ...remains.cancelled.flatMap(({ stepId, reason: why }): [string, string][] => [
        [`s:${stepId}`, codeOfStatus('cancelled')],
        [`e:${stepId}`, encode(why)],
        [`z:${stepId}`, String(now)],
      ]),
    ];
    const events = remains.cancelled.map(({ stepId, reason: why }) => ({
      type: 'step.cancelled',
      stepId,
      data: JSON.stringify({ code: why.code, message: why.message, cause: why.stepId }),
    }));
    const event = JSON.stringify({
      workflowId: record.workflowId,
      version: record.version,
      status,
      correlationId: record.correlationId,
      announce: verdict.kind === 'failed' && plan.definition.errorHandler.announce,
      error: reason,
    });
    const reply = await finishRun(this.store.redis, this.store.keys, {
      teamId,
      runId,
      statusFound: record.status,
      stopFound: record.raw('stop'),
      status,
      now,
      writes,
      events,
      event,
    });
    if (reply === 'finished') {
      const ms = now - (record.startedAt ?? record.createdAt);
      this.logger.info(
        { teamId, runId, workflowId: record.workflowId, status, ms, reason, correlationId: record.correlationId },
        'run ended',
      );
    }
    return reply !== 'changed';
  }
}

function showsUndo(verdict: Verdict): boolean {
  return verdict.kind !== 'completed' && verdict.undo;
}
