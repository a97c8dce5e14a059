import type { ResolveStepRequest } from '@workflow/contract';
import { findStep, WorkflowError, type Plan } from '@workflow/core';
import type { SendLedger } from '../compliance/ledger/send-ledger.js';
import type { SettledSend, SettledSends } from '../compliance/door/send-event.js';
import type { PlanCache } from '../runtime/plan-cache.js';
import { stepJobId } from '../runtime/job-data.js';
import { jobOfStep, wakeMemberOf, type StepJobPlace } from '../runtime/step-jobs.js';
import type { WorkflowQueues } from '../runtime/workflow-queues.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';
import { resolveStep } from '../state/scripts/resolve-step.js';
import type { Caller } from '../workflow.types.js';

/** Settles sends of unknown outcome from outside: a person's word, a provider's callback, a late answer. */
export class ResolveStep implements SettledSends {
  constructor(
    private readonly store: RunStore,
    private readonly plans: PlanCache,
    private readonly queues: WorkflowQueues,
    private readonly ledger: SendLedger,
    private readonly clock: { now(): number },
  ) {}

  /** @throws NOT_FOUND for a step that the run does not have; CONFLICT when it is not in `unknown` */
  async resolve(record: RunRecord, stepId: string, request: ResolveStepRequest, caller: Caller): Promise<void> {
    const { teamId, runId } = record;
    const plan = await this.#plan(record, stepId);
    const reply = await resolveStep(this.store.redis, this.store.keys, {
      teamId,
      runId,
      stepId,
      resolution: this.store.encode(teamId, runId, { ...request, by: caller.by }),
      now: this.clock.now(),
      wakeMember: wakeMemberOf(plan, record, stepId),
      event: JSON.stringify({ outcome: request.outcome, reason: request.reason, by: caller.by }),
    });
    if (reply.kind === 'refused') {
      await this.#settleOrphan(record, stepId, request, caller, reply.stepStatus);
      return;
    }
    await this.#settleLedger(teamId, runId, stepId, request, caller);
    await this.#promote(jobOfStep(plan, record, stepId));
  }

  /** The parked step looks at its ledger entry again, at once. Told twice, it changes nothing. */
  async settled({ teamId, runId, stepId }: SettledSend): Promise<void> {
    const record = await this.store.read(teamId, runId);
    if (record === undefined || record.step(stepId).status !== 'unknown') return;
    const plan = await this.#plan(record, stepId);
    await this.store.redis.zadd(this.store.keys.wake, this.clock.now(), wakeMemberOf(plan, record, stepId));
    await this.#promote(jobOfStep(plan, record, stepId));
  }

  async #promote({ queue, jobId }: StepJobPlace): Promise<void> {
    await this.queues.promote(queue, jobId);
  }

  /** A step that was cancelled with its send open keeps an open entry, which a person may still settle. */
  async #settleOrphan(
    record: RunRecord,
    stepId: string,
    request: ResolveStepRequest,
    caller: Caller,
    found: string,
  ): Promise<void> {
    const { teamId, runId } = record;
    const settled = await this.#settleLedger(teamId, runId, stepId, request, caller);
    if (settled) return;
    throw new WorkflowError('CONFLICT', `Step '${stepId}' of run ${runId} is ${found}, not unknown.`, {
      details: { stepStatus: found },
    });
  }

  async #settleLedger(
    teamId: string,
    runId: string,
    stepId: string,
    { outcome, reason }: ResolveStepRequest,
    { by }: Caller,
  ): Promise<boolean> {
    const how =
      outcome === 'completed'
        ? ({ kind: 'accepted', providerId: '' } as const)
        : ({ kind: 'rejected', code: 'SEND_UNRESOLVED', message: reason } as const);
    const reply = await this.ledger.settle(
      teamId,
      stepJobId(runId, stepId),
      { by: 'person', byName: by, outcome: how },
      this.clock.now(),
    );
    return reply.kind === 'settled';
  }

  /** @throws NOT_FOUND for a step that the run does not have */
  async #plan(record: RunRecord, stepId: string): Promise<Plan> {
    const plan = await this.plans.get(record.teamId, record.workflowId, record.version);
    if (findStep(plan, stepId) !== undefined) return plan;
    throw new WorkflowError('NOT_FOUND', `Run ${record.runId} has no step '${stepId.slice(0, 64)}'.`);
  }
}
