import {
  armWait,
  dueAtOf,
  matchSignal,
  ripeAt,
  type ApprovalOutcome,
  type ApprovalStep,
  type ArmedWait,
  type PlannedArm,
  type StepEnd,
  type WaitControl,
  type WaitOutcome,
} from '@workflow/core';
import { inlineOutputBytes } from '../../state/run-fields.js';
import type { RunRecord } from '../../state/run-record.js';
import type { RunStore } from '../../state/run-store.js';
import type { SignalBox } from '../../state/signal-box.js';
import { armStep } from '../../state/scripts/arm-wait.js';
import { deliverSignal } from '../../state/scripts/deliver-signal.js';
import { endOfError } from '../attempt-end.js';
import { longestParkMs, type Delivery } from '../delivery.js';
import type { InlineBudget } from '../inline-budget.js';
import type { StepEnder } from '../step-ender.js';
import type { StepSettler } from '../step-settler.js';
import type { TakenStep, Work } from '../taken-step.js';
import type { Disarm } from './disarm.js';
import { addressesOf, addressOf } from './wait-addresses.js';

/** Signals under a key are kept for a day. */
export const keyedMailMs = 24 * 3_600_000;

/**
 * Carries out waits: arms them, parks their job, and ends them by the first of their signals and timers that is
 * committed. Whoever comes second finds the wait ended.
 */
export class WaitRunner {
  constructor(
    private readonly store: RunStore,
    private readonly box: SignalBox,
    private readonly disarm: Disarm,
    private readonly ender: StepEnder,
    private readonly settler: StepSettler,
    private readonly clock: { now(): number },
  ) {}

  /** Arms a wait that has begun. Gives what the job does next; throws BullMQ's DelayedError while it waits. */
  async arm(delivery: Delivery, taken: TakenStep, budget: InlineBudget): Promise<Work | undefined> {
    const { planned, definition } = delivery.step(taken.stepId);
    const now = this.clock.now();
    let armed: ArmedWait;
    try {
      armed = armWait(planned.control as WaitControl, taken.context, now, definition.timeout);
    } catch (error) {
      return this.settler.settle(delivery, taken, endOfError(error, taken.stepId), budget);
    }
    const { teamId, runId } = delivery.run;
    const reply = await armStep(this.store.redis, this.store.keys, {
      ...{ teamId, runId, stepId: taken.stepId, token: delivery.token, armedAt: now },
      wait: this.store.encode(teamId, runId, armed),
      dueAt: dueAtOf(armed),
      lists: addressesOf(this.store.keys, teamId, runId, armed).map((address) => address.armed),
    });
    switch (reply) {
      case 'armed':
        return this.#wait(delivery, taken, armed);
      case 'stopped':
        // A drain disarms waits: one that is not armed yet ends with it.
        return this.#cancel(delivery, taken.stepId);
      case 'fenced':
        return undefined;
    }
  }

  #cancel(delivery: Delivery, stepId: string): Promise<Work | undefined> {
    const message = 'The run was being ended when it would have begun to wait.';
    return this.ender.end(delivery, stepId, { status: 'cancelled', reason: { code: 'RUN_FAILED', message } });
  }

  /** A wait that goes on no more is taken off the lists: what is being ended is not ended step by step. */
  async tidy(delivery: Delivery, stepId: string): Promise<void> {
    const { teamId, runId } = delivery.run;
    await this.disarm.step(teamId, runId, delivery.step(stepId));
  }

  /** Goes on with a wait that is armed: a timer has come, or it was woken. */
  async resume(delivery: Delivery, taken: TakenStep, budget: InlineBudget): Promise<Work | undefined> {
    const { teamId, runId } = delivery.run;
    for (;;) {
      const [stored = '', given = ''] = await this.store.readFields(teamId, runId, [
        `w:${taken.stepId}`,
        `u:${taken.stepId}`,
      ]);
      if (stored === '') return this.arm(delivery, taken, budget);
      const armed = this.store.decode(teamId, runId, stored) as ArmedWait;
      const outcome =
        given === '' ? ripeAt(armed, this.clock.now()) : (this.store.decode(teamId, runId, given) as WaitOutcome);
      if (outcome === undefined) return this.#wait(delivery, taken, armed);
      const work = await this.#end(delivery, taken, given, outcome);
      if (work !== 'refused') return work;
    }
  }

  /** Takes what was kept for a wait that senders see by now, else parks. */
  async #wait(delivery: Delivery, taken: TakenStep, armed: ArmedWait): Promise<Work | undefined> {
    if (await this.#takeKept(delivery, taken, armed)) {
      return { kind: 'claim', stepId: taken.stepId, isRedelivery: delivery.isRedelivery };
    }
    const now = this.clock.now();
    return delivery.park(Math.min(dueAtOf(armed) ?? Number.POSITIVE_INFINITY, now + longestParkMs));
  }

  /** Gives the wait the first kept signal that it takes. Only persistent arms look into the mail. */
  async #takeKept(delivery: Delivery, { stepId, context }: TakenStep, armed: ArmedWait): Promise<boolean> {
    const { teamId, runId } = delivery.run;
    const control = delivery.step(stepId).planned.control as WaitControl;
    if (control.kind === 'approval') return false;
    const { arms } = control;
    for (const [index, arm] of armed.arms.entries()) {
      const address = addressOf(this.store.keys, teamId, runId, arm);
      const { awaits } = arms[index] as PlannedArm;
      if (address === undefined || awaits.kind !== 'signal' || awaits.mailbox === 'transient') continue;
      for await (const { entry, name, payload, sentAt } of this.box.mail(teamId, address)) {
        if ('key' in arm && arm.key !== undefined && sentAt < this.clock.now() - keyedMailMs) continue;
        if (name !== awaits.name || !matchSignal(awaits.match, context, payload)) continue;
        const outcome: WaitOutcome = { arm: arm.id, payload };
        const reply = await deliverSignal(this.store.redis, this.store.keys, {
          ...{ teamId, runId, stepId, address, entry, now: this.clock.now() },
          signal: this.store.encode(teamId, runId, outcome),
          wakeMember: delivery.wakeMember,
          event: JSON.stringify({ signal: name, wasKept: true }),
        });
        if (reply.kind === 'given' || reply.kind === 'gone') return true;
      }
    }
    return false;
  }

  async #end(
    delivery: Delivery,
    { stepId }: TakenStep,
    given: string,
    outcome: WaitOutcome | 'timeout',
  ): Promise<Work | undefined | 'refused'> {
    const { teamId, runId } = delivery.run;
    // A signal that comes in this moment wins over a timer: it was acknowledged.
    const isStill = (record: RunRecord): boolean => record.raw(`u:${stepId}`) === given;
    const grounds = { fields: [`u:${stepId}`], hold: isStill };
    const { end, output } = this.#endOf(delivery, stepId, outcome);
    if (output === undefined) return this.ender.endIf(delivery, stepId, end, undefined, grounds);
    const value = this.store.encode(teamId, runId, output);
    const encoded = { value, isLarge: Buffer.byteLength(value) > inlineOutputBytes };
    return this.ender.endIf(delivery, stepId, end, encoded, grounds);
  }

  #endOf(delivery: Delivery, stepId: string, outcome: WaitOutcome | 'timeout'): { end: StepEnd; output?: unknown } {
    const { planned, definition } = delivery.step(stepId);
    const control = planned.control as WaitControl;
    if (outcome === 'timeout') {
      const decision = control.kind === 'approval' ? (definition as ApprovalStep).approval.onTimeout : 'fail';
      if (decision !== 'fail') {
        const output: ApprovalOutcome = { decision, by: [] };
        return { end: { status: 'completed' }, output };
      }
      const reason = { code: 'TIMEOUT', message: 'Nothing came before its timeout.', stepId };
      return { end: { status: 'failed', reason } };
    }
    const { arm, payload } = outcome;
    if (control.kind !== 'deferredChoice') return { end: { status: 'completed' }, output: payload };
    const taken = control.arms.find(({ id }) => id === arm)?.takes ?? [];
    return { end: { status: 'completed', taken }, output: { chosen: arm, payload } };
  }
}
