import { type ActionStep, decideRetry, defaultRetry, type Reason } from '@workflow/core';
import { prepareInput } from '../agents/call-action.js';
import { endOfError, type AttemptEnd } from '../runtime/attempt-end.js';
import type { ActionRun, AttemptRunner } from '../runtime/attempt-runner.js';
import type { Delivery } from '../runtime/delivery.js';
import type { StepContexts } from '../runtime/step-contexts.js';
import type { EngineLogger } from '../runtime/engine-logger.js';
import type { RunCommitter } from '../runtime/run-committer.js';
import type { RunRecord } from '../state/run-record.js';

/** Undoes one completed step: `completed → compensating → compensated`, each move fenced by the delivery's token. */
export class UndoRunner {
  constructor(
    private readonly contexts: StepContexts,
    private readonly committer: RunCommitter,
    private readonly attempts: AttemptRunner,
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /** Ends by returning, or by parking the job until its next attempt. */
  async run(delivery: Delivery): Promise<void> {
    const stepId = delivery.jobStepId;
    const begun = await this.#move(delivery, ['completed', 'compensating'], 'compensating', [
      [`f:${stepId}`, String(delivery.token)],
    ]);
    if (begun === undefined) return;
    const attempt = delivery.job.attemptsStarted;
    const end = await this.#call(delivery, begun, attempt);
    if (end.kind === 'completed') {
      await this.#move(delivery, ['compensating'], 'compensated', []);
      return;
    }
    if (end.kind === 'aborted') return;
    await this.#fail(delivery, end, attempt);
  }

  async #fail(
    delivery: Delivery,
    end: Exclude<AttemptEnd, { kind: 'completed' | 'aborted' }>,
    attempt: number,
  ): Promise<void> {
    const { reason } = end;
    const decision =
      end.kind === 'failed'
        ? decideRetry(defaultRetry, end.failure, { made: attempt, elapsedMs: 0, random: 0 })
        : ({ kind: 'stop' } as const);
    if (decision.kind === 'retry') {
      this.logger.warn({ ...delivery.run, stepId: delivery.jobStepId, attempt, reason }, 'retrying an undo');
      await delivery.park(this.clock.now() + decision.delayMs);
    }
    this.logger.error({ ...delivery.run, stepId: delivery.jobStepId, attempt, reason }, 'an undo failed');
    const message = `The undo failed after ${attempt} attempts: ${reason.message}`;
    const kept: Reason = { code: reason.code, message, stepId: delivery.jobStepId };
    await this.#move(delivery, ['compensating'], 'completed', [[`ue:${delivery.jobStepId}`, JSON.stringify(kept)]]);
  }

  async #call(delivery: Delivery, record: RunRecord, attempt: number): Promise<AttemptEnd> {
    const stepId = delivery.jobStepId;
    try {
      const run = await this.#undo(delivery, record, attempt);
      return { kind: 'completed', output: await this.attempts.call(delivery, run) };
    } catch (error) {
      return endOfError(error, stepId);
    }
  }

  /** What undoes the step: the definition's `compensate`, else the undo that the action itself declares. */
  async #undo(delivery: Delivery, record: RunRecord, attempt: number): Promise<ActionRun> {
    const stepId = delivery.jobStepId;
    const place = delivery.step(stepId);
    const { planned, definition } = place;
    const idempotencyKey = `${delivery.run.runId}.${stepId}~undo`;
    const { timeout } = definition;
    const { compensate } = planned;
    if (compensate !== undefined) {
      const action = this.attempts.find(compensate);
      const reads = compensate.inputs.stepReads.map((read) => read.stepId);
      const context = await this.contexts.ofRecord(record, place, [planned.id, ...reads]);
      const input = prepareInput({ action, inputs: compensate.inputs, context });
      return { action, stepId, attempt, idempotencyKey, timeout, act: (ctx) => action.call(input, ctx) };
    }
    const undone = definition as ActionStep;
    const action = this.attempts.find(undone);
    const transformer = this.attempts.findTransformer(undone);
    const context = await this.contexts.ofRecord(record, place, [planned.id]);
    const input = prepareInput({ action, inputs: planned.inputs, transformer, context });
    const output = (context.steps as Record<string, { output?: unknown }>)[planned.id]?.output;
    const act: ActionRun['act'] = async (ctx) => action.undo?.({ input, output }, ctx);
    return { action, stepId, attempt, idempotencyKey, timeout, act };
  }

  /** The record that the move was decided on; undefined when the step is no longer as expected. */
  async #move(
    delivery: Delivery,
    from: readonly string[],
    to: 'completed' | 'compensating' | 'compensated',
    writes: readonly (readonly [string, string])[],
  ): Promise<RunRecord | undefined> {
    const stepId = delivery.jobStepId;
    let seen: RunRecord | undefined;
    const decided = await this.committer.decide({
      teamId: delivery.run.teamId,
      runId: delivery.run.runId,
      plan: delivery.plan,
      now: this.clock.now(),
      decide: (transition, record) => {
        seen = record;
        if (record.status !== 'compensating') return false;
        if (Number(record.raw(`f:${stepId}`) || 0) > delivery.token) return false;
        if (!from.includes(transition.step(stepId).status)) return false;
        transition.change(stepId, { status: to });
        return true;
      },
      writes: () => writes,
    });
    return decided.kind === 'written' ? seen : undefined;
  }
}
