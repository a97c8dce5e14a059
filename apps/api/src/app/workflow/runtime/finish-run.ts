import {
  containerOf,
  isTerminalRun,
  settleRemains,
  stepAt,
  terminalStatus,
  verdictOf,
  type Plan,
  type Reason,
  type Remains,
  type Verdict,
} from '@workflow/core';
import { WaitingChildrenError, type Job } from 'bullmq';
import type { Compensation } from '../compensation/compensation.js';
import { finishRun, type FinishReply, type RunFinish } from '../state/scripts/finish-run.js';
import { codeOfStatus } from '../state/run-fields.js';
import { EndedInstances } from '../state/ended-instances.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';
import type { CallOffChildren } from './children/call-off-children.js';
import type { TellParent } from './children/tell-parent.js';
import type { EngineLogger } from './engine-logger.js';
import type { HealRun } from './heal-run.js';
import type { RunJobData } from './job-data.js';
import type { PlanCache } from './plan-cache.js';
import { renderOutputs } from './run-outputs.js';
import type { Mutexes } from './slots/mutexes.js';
import type { RunSlots } from './slots/run-slots.js';
import type { Disarm } from './waits/disarm.js';
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
    private readonly disarm: Disarm,
    private readonly children: { readonly callOff: CallOffChildren; readonly parents: TellParent },
    private readonly slots: { readonly mutexes: Pick<Mutexes, 'giveUp'>; readonly runs: Pick<RunSlots, 'free'> },
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /** Ends by returning when the run has ended, or by BullMQ's WaitingChildrenError when it waits for new children. */
  async run(job: Job<RunJobData>, lock: string): Promise<void> {
    if (await this.#finishPlain(job.data)) return;
    for (;;) {
      const { teamId, runId } = job.data;
      const record = await this.store.read(teamId, runId);
      if (record === undefined) return;
      // Also when it had ended before: who ended it may have died before this.
      if (isTerminalRun(record.status)) return this.slots.runs.free(record);
      const plan = await this.plans.get(teamId, record.workflowId, record.version);
      const remains = settleRemains(plan, record);
      if (remains.kind === 'requeue') {
        const jobs = await this.healer.heal(plan, record, job.data, remains.stepIds);
        if (jobs === undefined) continue;
        await this.#waitFor(job, lock, jobs);
      } else {
        const { kind } = verdictOf(plan.definition, record.stop, record.isUndoAsked);
        await this.children.callOff.run(plan, record, kind === 'completed');
        const jobs = await this.#handleFailure(plan, record, job.data, remains.cancelled);
        if (jobs === 'again') continue;
        if (jobs.length > 0) await this.#waitFor(job, lock, jobs);
        if (await this.#finish(plan, record, remains)) return this.slots.runs.free(record);
      }
    }
  }

  /** What most runs are: every step completed, and nothing to give. It ends without being read. */
  async #finishPlain(run: RunJobData): Promise<boolean> {
    const plan = await this.plans.get(run.teamId, run.workflowId, run.version);
    // Completions inside a container are counted too: they would pass for those of its neighbours.
    if (plan.outputs.length > 0 || plan.concurrency !== undefined || hasContainers(plan)) return false;
    const { teamId, runId } = run;
    const reply = await this.#end(run, {
      ...{ statusFound: 'running', stopFound: '', completions: plan.steps.size, status: 'completed', events: [] },
      writes: [
        ['ou', this.store.encode(teamId, runId, {})],
        ['mo', '{}'],
      ],
      event: { announce: false },
    });
    return reply !== 'changed';
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
    if (verdict.undo && hasContainers(plan) && record.raw('bb') === '') {
      await new EndedInstances(this.store).bringBack(record.teamId, record.runId);
      await this.store.redis.hset(this.store.keys.run(record.teamId, record.runId), 'bb', '1');
      return 'again';
    }
    return this.compensation.next(plan, record, run, { verdict, cancelled });
  }

  async #finish(plan: Plan, record: RunRecord, remains: Remains & { kind: 'ended' }): Promise<boolean> {
    for (const { stepId } of remains.cancelled) {
      const place = stepAt(plan, stepId);
      await this.disarm.step(record.teamId, record.runId, place);
      await this.slots.mutexes.giveUp(record, place);
    }
    const now = this.clock.now();
    const verdict = verdictOf(plan.definition, record.stop, record.isUndoAsked);
    const undo = this.compensation.result(plan, record);
    const encode = (value: unknown): string => this.store.encode(record.teamId, record.runId, value);
    const cancels = remains.cancelled.flatMap(({ stepId, reason }): [string, string][] => [
      [`s:${stepId}`, codeOfStatus('cancelled')],
      [`e:${stepId}`, encode(reason)],
      [`z:${stepId}`, String(now)],
    ]);
    const { outputs, missing } = await renderOutputs(this.store, plan, record.with(cancels));
    const reply = await this.#end(record, {
      statusFound: record.status,
      stopFound: record.raw('stop'),
      status: terminalStatus(verdict, undo.undone, undo.notUndone.length),
      writes: [
        ['ou', encode(outputs)],
        ['mo', JSON.stringify(missing)],
        ...(showsUndo(verdict) ? ([['nu', JSON.stringify(undo.notUndone)]] as const) : []),
        ...cancels,
      ],
      events: remains.cancelled.map(({ stepId, reason: { code, message, stepId: cause } }) => ({
        type: 'step.cancelled',
        stepId,
        data: JSON.stringify({ code, message, cause }),
      })),
      event: {
        announce: verdict.kind === 'failed' && plan.definition.errorHandler.announce,
        error: verdict.kind === 'completed' ? undefined : record.stop?.reason,
      },
    });
    return reply !== 'changed';
  }

  async #end(run: RunJobData, end: RunEnd): Promise<FinishReply['kind']> {
    const { teamId, runId, workflowId, version, correlationId } = run;
    const { status } = end;
    const now = this.clock.now();
    const reply = await finishRun(this.store.redis, this.store.keys, {
      ...end,
      teamId,
      runId,
      now,
      event: JSON.stringify({ workflowId, version, status, correlationId, ...end.event }),
    });
    if (reply.kind === 'finished') {
      const ms = now - reply.startedAt;
      const { error: reason } = end.event;
      this.logger.info({ teamId, runId, workflowId, status, ms, reason, correlationId }, 'run ended');
      if (reply.hasWaitingParent) await this.children.parents.of(teamId, runId);
    }
    return reply.kind;
  }
}

/** How a run ends, and what its last event tells beside that. */
type RunEnd = Pick<RunFinish, 'statusFound' | 'stopFound' | 'completions' | 'status' | 'writes' | 'events'> & {
  readonly event: { readonly announce: boolean; readonly error?: Reason };
};

function hasContainers(plan: Plan): boolean {
  return [...plan.steps.values()].some((step) => containerOf(step) !== undefined);
}

function showsUndo(verdict: Verdict): boolean {
  return verdict.kind !== 'completed' && verdict.undo;
}
