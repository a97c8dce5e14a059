import { decideRetry, defaultRetry, type ExpressionContext } from '@workflow/core';
import { prepareInput } from '../agents/call-action.js';
import { endOfError } from '../runtime/attempt-end.js';
import type { AttemptRunner } from '../runtime/attempt-runner.js';
import type { NotifyDelivery } from '../runtime/delivery.js';
import type { EngineLogger } from '../runtime/engine-logger.js';
import type { RunCommitter } from '../runtime/run-committer.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';

/** Runs one action of the error handler's `notify`. Its failure is told and changes nothing. */
export class NotifyRunner {
  constructor(
    private readonly store: RunStore,
    private readonly committer: RunCommitter,
    private readonly attempts: AttemptRunner,
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  async run(delivery: NotifyDelivery): Promise<void> {
    const { teamId, runId } = delivery.run;
    const { index } = delivery;
    const record = await this.store.read(teamId, runId);
    const call = delivery.plan.notify[index];
    if (record === undefined || call === undefined || Number(record.raw('nf') || 0) !== index) return;
    const attempt = delivery.job.attemptsStarted;
    try {
      const action = this.attempts.find(call);
      const input = prepareInput({ action, inputs: call.inputs, context: await this.#context(delivery, record) });
      const stepId = `~notify${index}`;
      const idempotencyKey = `${runId}~notify${index}`;
      await this.attempts.call(delivery, {
        action,
        stepId,
        attempt,
        idempotencyKey,
        act: (ctx) => action.call(input, ctx),
      });
    } catch (error) {
      const end = endOfError(error, `~notify${index}`);
      if (end.kind === 'aborted' || end.kind === 'completed') return;
      const decision =
        end.kind === 'failed'
          ? decideRetry(defaultRetry, end.failure, { made: attempt, elapsedMs: 0, random: 0 })
          : ({ kind: 'stop' } as const);
      if (decision.kind === 'retry') await delivery.park(this.clock.now() + decision.delayMs);
      this.logger.error({ ...delivery.run, index, attempt, reason: end.reason }, 'a notification failed');
    }
    await this.#done(delivery, index);
  }

  async #done(delivery: NotifyDelivery, index: number): Promise<void> {
    await this.committer.decide({
      teamId: delivery.run.teamId,
      runId: delivery.run.runId,
      plan: delivery.plan,
      now: this.clock.now(),
      decide: (_, record) => Number(record.raw('nf') || 0) === index,
      writes: () => [['nf', String(index + 1)]],
    });
  }

  async #context(delivery: NotifyDelivery, record: RunRecord): Promise<ExpressionContext> {
    const reads = delivery.plan.notify[delivery.index]?.inputs.stepReads ?? [];
    const steps = await this.store.recordViews(record, new Set(reads.map(({ stepId }) => stepId)));
    const reason = record.stop?.reason;
    const run = { id: record.runId, status: 'failed', error: reason };
    return { steps, trigger: record.trigger, team: record.teamId, run };
  }
}
