import type { ResolveStepRequest } from '@workflow/contract';
import { WorkflowError, type ActionStep } from '@workflow/core';
import type { SendLedger } from '../compliance/ledger/send-ledger.js';
import type { SettledSend, SettledSends } from '../compliance/door/send-event.js';
import { wakeMember } from '../runtime/delivery.js';
import { stepJobId } from '../runtime/job-data.js';
import type { PlanCache } from '../runtime/plan-cache.js';
import { queueOfStep } from '../runtime/queue-names.js';
import type { WorkflowQueues } from '../runtime/workflow-queues.js';
import { runMember } from '../state/run-keys.js';
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
    const step = await this.#step(record, stepId);
    const reply = await resolveStep(this.store.redis, this.store.keys, {
      teamId,
      runId,
      stepId,
      resolution: this.store.encode(teamId, runId, { ...request, by: caller.by }),
      now: this.clock.now(),
      wakeMember: wakeMember(runMember(teamId, runId), stepJobId(runId, stepId), queueOfStep(step)),
      event: JSON.stringify({ outcome: request.outcome, reason: request.reason, by: caller.by }),
    });
    if (reply.kind === 'refused') {
      await this.#settleOrphan(record, stepId, request, caller, reply.stepStatus);
      return;
    }
    await this.#settleLedger(teamId, runId, stepId, request, caller);
    await this.queues.promote(queueOfStep(step), stepJobId(runId, stepId));
  }

  /** The parked step looks at its ledger entry again, at once. Told twice, it changes nothing. */
  async settled({ teamId, runId, stepId }: SettledSend): Promise<void> {
    const record = await this.store.read(teamId, runId);
    if (record === undefined || record.step(stepId).status !== 'unknown') return;
    const step = await this.#step(record, stepId);
    const jobId = stepJobId(runId, stepId);
    const member = wakeMember(runMember(teamId, runId), jobId, queueOfStep(step));
    await this.store.redis.zadd(this.store.keys.wake, this.clock.now(), member);
    await this.queues.promote(queueOfStep(step), jobId);
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

  async #step(record: RunRecord, stepId: string): Promise<ActionStep> {
    const plan = await this.plans.get(record.teamId, record.workflowId, record.version);
    const planned = plan.steps.get(stepId);
    if (planned === undefined) {
      throw new WorkflowError('NOT_FOUND', `Run ${record.runId} has no step '${stepId.slice(0, 64)}'.`);
    }
    return plan.definition.steps[planned.index] as ActionStep;
  }
}
