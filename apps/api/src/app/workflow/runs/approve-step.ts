import type { ApproveStepRequest } from '@workflow/contract';
import {
  checkTrigger,
  decideVotes,
  findStep,
  refuseVote,
  startsStep,
  topOf,
  WorkflowError,
  type ApprovalOutcome,
  type ApprovalStep,
  type ArmedWait,
  type JsonObject,
  type Plan,
  type Vote,
  type VoteRefusal,
  type WaitOutcome,
} from '@workflow/core';
import { sliceOfStep } from '../runtime/decision-slices.js';
import { stepJobId } from '../runtime/job-data.js';
import type { PlanCache } from '../runtime/plan-cache.js';
import { queueOfStep } from '../runtime/queue-names.js';
import type { RunCommitter } from '../runtime/run-committer.js';
import { armedWaitOf } from '../runtime/waits/wait-addresses.js';
import type { WorkflowQueues } from '../runtime/workflow-queues.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';
import type { Caller } from '../workflow.types.js';
import type { GetRun } from './get-run.js';

/** Takes people's answers to steps that ask for approval. */
export class ApproveStep {
  constructor(
    private readonly runs: GetRun,
    private readonly store: RunStore,
    private readonly plans: PlanCache,
    private readonly committer: RunCommitter,
    private readonly queues: WorkflowQueues,
    private readonly clock: { now(): number },
  ) {}

  /**
   * Counts a vote, atomically and once a person; the deciding one lets the step go on.
   * @throws NOT_FOUND; FORBIDDEN for who is not listed or started the run; CONFLICT when the step asks for nothing now or
   * the person has voted; INVALID_REQUEST for a form that does not fit
   */
  async approve(runId: string, stepId: string, request: ApproveStepRequest, caller: Caller): Promise<void> {
    const { teamId, by, role } = caller;
    const { workflowId, version } = await this.runs.head(runId, caller);
    const plan = await this.plans.get(teamId, workflowId, version);
    const place = findStep(plan, stepId);
    const step = place?.planned.step;
    if (place === undefined || step?.kind !== 'approval') {
      throw new WorkflowError(
        'NOT_FOUND',
        `Run ${runId} has no step '${stepId.slice(0, 100)}' that asks for approval.`,
      );
    }
    const form = checkForm(step, request);
    const now = this.clock.now();
    let votes: readonly Vote[] = [];
    let armed: ArmedWait | undefined;
    const decided = await this.committer.decide({
      ...{ teamId, runId, plan, now },
      grounds: [`w:${stepId}`, `u:${stepId}`],
      slices: [() => sliceOfStep(place)],
      decide: (transition, record) => {
        armed = this.#demandAsking(plan, record, stepId, transition.step(stepId).status);
        const before = armed.asks?.votes ?? [];
        const refusal = refuseVote(step.approval.approvers, before, { name: by, role }, record.startedBy);
        if (refusal !== undefined) throw refused(refusal, runId, stepId);
        const { decision, comment } = request;
        votes = [...before, withoutUndefined({ by: by as string, decision, comment, form, at: now })];
        return true;
      },
      writes: () => this.#votesWritten(teamId, runId, stepId, armed as ArmedWait, votes, step),
      events: () => [
        {
          type: 'step.voted',
          stepId,
          data: JSON.stringify({ by, decision: request.decision, comment: request.comment }),
        },
      ],
      wakes: () => (decideVotes(step.approval.approvers, votes) === undefined ? [] : [stepId]),
    });
    if (decided.kind === 'written' && decideVotes(step.approval.approvers, votes) !== undefined) {
      await this.queues.promote(queueOfStep(step), stepJobId(runId, stepId));
    }
  }

  /** @throws CONFLICT with the state found */
  #demandAsking(plan: Plan, record: RunRecord, stepId: string, status: string): ArmedWait {
    const armed = armedWaitOf(this.store, record, stepId);
    // A run that is being ended asks nobody any more.
    if (!startsStep(plan, record.stop, topOf(stepId))) {
      const message = `Run ${record.runId} is being ended: step '${stepId}' asks for no approval any more.`;
      throw new WorkflowError('CONFLICT', message, { details: { status: record.status } });
    }
    if (status === 'waiting' && armed !== undefined && record.raw(`u:${stepId}`) === '') return armed;
    const message = `Step '${stepId}' of run ${record.runId} asks for no approval now: it is ${status}.`;
    throw new WorkflowError('CONFLICT', message, { details: { status } });
  }

  #votesWritten(
    teamId: string,
    runId: string,
    stepId: string,
    armed: ArmedWait,
    votes: readonly Vote[],
    { approval }: ApprovalStep,
  ): [string, string][] {
    const asks = { prompt: '', ...armed.asks, votes };
    const writes: [string, string][] = [[`w:${stepId}`, this.store.encode(teamId, runId, { ...armed, asks })]];
    const payload: ApprovalOutcome | undefined = decideVotes(approval.approvers, votes);
    if (payload === undefined) return writes;
    const outcome: WaitOutcome = { arm: '', payload };
    return [...writes, [`u:${stepId}`, this.store.encode(teamId, runId, outcome)]];
  }
}

/** Who rejects need not fill anything in. @throws INVALID_REQUEST with a detail for each field that does not fit */
function checkForm({ approval }: ApprovalStep, { decision, form }: ApproveStepRequest): JsonObject | undefined {
  if (form === undefined && (decision === 'reject' || approval.form.length === 0)) return undefined;
  const checked = checkTrigger({ inputs: approval.form }, form);
  if (checked.ok) return checked.trigger;
  throw new WorkflowError('INVALID_REQUEST', 'The form does not fit what the approval asks for.', {
    details: checked.problems.map((problem) => ({ ...problem, path: `/form${problem.path}` })),
  });
}

function withoutUndefined(vote: Vote): Vote {
  return Object.fromEntries(Object.entries(vote).filter(([, value]) => value !== undefined)) as unknown as Vote;
}

function refused(refusal: VoteRefusal, runId: string, stepId: string): WorkflowError {
  const place = `step '${stepId}' of run ${runId}`;
  switch (refusal) {
    case 'unnamed':
      return new WorkflowError('FORBIDDEN', 'A vote needs the name of who casts it.');
    case 'not-listed':
      return new WorkflowError('FORBIDDEN', `Neither you nor your role is asked at ${place}.`);
    case 'own-run':
      return new WorkflowError('FORBIDDEN', `You started the run: somebody else has to decide at ${place}.`);
    case 'voted-before':
      return new WorkflowError('CONFLICT', `You have voted at ${place} already: that vote stands.`);
  }
}
