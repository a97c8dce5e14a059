import { renderValue, sparedSteps, topOf, WorkflowError, type Reason, type WorkflowStep } from '@workflow/core';
import { childRunId } from '../../state/run-id.js';
import type { RunStore } from '../../state/run-store.js';
import { endOfError, type AttemptEnd } from '../attempt-end.js';
import { sliceOfStep } from '../decision-slices.js';
import { longestParkMs, type Delivery } from '../delivery.js';
import type { InlineBudget } from '../inline-budget.js';
import type { RunCommitter } from '../run-committer.js';
import type { StepSettler } from '../step-settler.js';
import type { TakenStep, Work } from '../taken-step.js';
import type { CallOffChildren } from './call-off-children.js';
import { attemptEndOf, failedAttempt, type ChildEnd } from './child-end.js';
import { deepestRun, type ChildRuns, type NewChild } from './child-runs.js';

/** Milliseconds until a start is tried again that Redis had no room for. */
const fullRedisMs = 5_000;

/** What the parent's run says of one of its child steps. */
interface ChildFacts {
  /** How the child ended, encoded; `''` while nobody has told. */
  readonly end: string;
  /** The child that was noted last. */
  readonly noted: string;
  /** Milliseconds at which this attempt began. */
  readonly begunAt: number;
  readonly depth: number;
  readonly by?: string;
}

/**
 * Carries out steps that start a child run: starts it, notes it, and parks until it has ended. The step is `running`
 * meanwhile: a child that runs counts as an attempt that runs. Each part finds what a worker before it has done, so a
 * delivery after a crash goes on with the same attempt and the same child.
 */
export class ChildRunner {
  constructor(
    private readonly store: RunStore,
    private readonly committer: RunCommitter,
    private readonly children: ChildRuns,
    private readonly callOff: CallOffChildren,
    private readonly settler: StepSettler,
    private readonly clock: { now(): number },
  ) {}

  /** Gives what the job does next; throws BullMQ's DelayedError while the child runs. */
  async run(delivery: Delivery, taken: TakenStep, budget: InlineBudget): Promise<Work | undefined> {
    const { teamId, runId } = delivery.run;
    const { stepId, attempts } = taken;
    const { workflow, timeout } = delivery.step(stepId).definition as WorkflowStep;
    const childId = childRunId(0, teamId, runId, stepId, attempts);
    const settle = (end: AttemptEnd): Promise<Work | undefined> => this.settler.settle(delivery, taken, end, budget);
    let facts = await this.#facts(delivery, stepId);
    if (facts.noted !== childId) {
      const refused = await this.#start(delivery, taken, childId, facts);
      if (refused !== undefined) return settle(refused);
      if (!(await this.#note(delivery, stepId, childId))) {
        await this.tidy(delivery, stepId);
        return undefined;
      }
      // It may have ended before its parent is parked, where nobody could wake it.
      facts = await this.#facts(delivery, stepId);
    }
    if (!workflow.wait) return settle({ kind: 'completed', output: { runId: childId } });
    if (facts.end !== '') {
      return settle(attemptEndOf(this.store.decode(teamId, runId, facts.end) as ChildEnd, stepId));
    }
    const now = this.clock.now();
    const dueAt = timeout === undefined ? Number.POSITIVE_INFINITY : facts.begunAt + timeout;
    if (dueAt > now) return delivery.park(Math.min(dueAt, now + longestParkMs));
    await this.callOff.attempt(delivery.run, delivery.step(stepId), attempts);
    const message = `Run ${childId}, which it waits for, took longer than its timeout.`;
    return settle(failedAttempt({ code: 'TIMEOUT', message, stepId }));
  }

  /** Calls the child off of a step that was ended without it: who ended it may have died before doing so. */
  async tidy(delivery: Delivery, stepId: string): Promise<void> {
    const { teamId, runId } = delivery.run;
    const record = await this.store.readSlice(teamId, runId, sliceOfStep(delivery.step(stepId)));
    const status = record?.step(stepId).status;
    if (record === undefined || (status !== 'cancelled' && status !== 'failed')) return;
    await this.callOff.step(record, delivery.step(stepId));
  }

  async #facts({ run: { teamId, runId } }: Delivery, stepId: string): Promise<ChildFacts> {
    const fields = [`u:${stepId}`, `h:${stepId}`, `l:${stepId}`, 'dp', 'by'];
    const values = await this.store.redis.hmget(this.store.keys.run(teamId, runId), ...fields);
    const [end, noted, begunAt, depth, by] = values;
    return {
      end: end ?? '',
      noted: noted ?? '',
      begunAt: Number(begunAt ?? 0),
      depth: Number(depth ?? 0),
      ...(by ? { by } : {}),
    };
  }

  /** Undefined when the child runs, or ran; else how the attempt ends without it. */
  async #start(
    delivery: Delivery,
    { stepId, attempts, context }: TakenStep,
    childId: string,
    { depth, by }: ChildFacts,
  ): Promise<AttemptEnd | undefined> {
    const { planned, definition } = delivery.step(stepId);
    const { workflow } = definition as WorkflowStep;
    if (depth >= deepestRun) {
      const message = `'${workflow.id}' would be run ${depth + 1} levels below the first; ${deepestRun} are allowed.`;
      return failedAttempt({ code: 'WORKFLOW_DEPTH', message, stepId });
    }
    const { teamId, runId, correlationId, traceparent } = delivery.run;
    let trigger: object;
    try {
      trigger = planned.control?.kind === 'workflow' ? (renderValue(planned.control.inputs, context) as object) : {};
    } catch (error) {
      return endOfError(error, stepId);
    }
    return this.#tryStart({
      ...{ runId: childId, teamId, workflowId: workflow.id, version: workflow.version, trigger },
      ...{ parent: { runId, stepId, attempt: attempts }, isAwaited: workflow.wait, depth: depth + 1 },
      ...{ by, correlationId, traceparent },
    });
  }

  /** @throws what is no fault of the definition: the job is delivered again */
  async #tryStart(child: NewChild): Promise<AttemptEnd | undefined> {
    try {
      await this.children.start(child);
      return undefined;
    } catch (error) {
      if (!(error instanceof WorkflowError)) throw error;
      const { stepId } = child.parent;
      switch (error.code) {
        case 'NOT_FOUND':
        case 'CONFLICT':
          return failedAttempt({ code: error.code, message: error.message, stepId });
        case 'INVALID_TRIGGER':
          return failedAttempt({ code: 'INVALID_INPUT', message: withDetails(error), stepId });
        case 'STATE_FULL': {
          const reason: Reason = { code: error.code, message: error.message, stepId };
          return { kind: 'deferred', delayMs: fullRedisMs, reason };
        }
        default:
          throw error;
      }
    }
  }

  /** False when the step is no longer this delivery's, or is being cancelled: then the run's end calls the child off. */
  async #note(delivery: Delivery, stepId: string, childId: string): Promise<boolean> {
    const { teamId, runId } = delivery.run;
    const { id: workflowId } = (delivery.step(stepId).definition as WorkflowStep).workflow;
    let goesOn = false;
    const decided = await this.committer.decide({
      ...{ teamId, runId, plan: delivery.plan, now: this.clock.now() },
      fence: { stepId, token: delivery.token },
      slices: [() => sliceOfStep(delivery.step(stepId))],
      decide: (transition) => {
        const { stop } = transition.run;
        goesOn = stop?.mode !== 'cancel' || sparedSteps(delivery.plan, stop).has(topOf(stepId));
        return transition.step(stepId).status === 'running';
      },
      writes: () => [[`h:${stepId}`, childId]],
      events: () => [{ type: 'step.child_started', stepId, data: JSON.stringify({ childRunId: childId, workflowId }) }],
    });
    return decided.kind === 'written' && goesOn;
  }
}

/** The inputs that do not fit are named: nobody else will see the list. */
function withDetails({ message, details }: WorkflowError): string {
  if (!Array.isArray(details)) return message;
  return [message, ...(details as readonly { readonly message: string }[]).map((problem) => problem.message)].join(' ');
}
