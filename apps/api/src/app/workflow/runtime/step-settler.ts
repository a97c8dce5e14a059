import {
  decideRetry,
  defaultPriority,
  defaultRetry,
  pathIn,
  readPathsOf,
  startsStep,
  type AttemptFailure,
  type Dependent,
  type PlannedJoin,
  type PlannedStep,
  type Reason,
  type RetryPolicy,
  type StepEnd,
} from '@workflow/core';
import { deferStep } from '../state/scripts/defer-step.js';
import { settleStep, type DependentEdge, type SettleReply } from '../state/scripts/settle-step.js';
import { inlineOutputBytes, maxOutputBytes } from '../state/run-fields.js';
import type { RunStore } from '../state/run-store.js';
import type { AttemptEnd } from './attempt-end.js';
import type { AttemptRunner } from './attempt-runner.js';
import type { Delivery } from './delivery.js';
import type { EngineLogger } from './engine-logger.js';
import type { CachedOutput } from './output-cache.js';
import type { InlineBudget } from './inline-budget.js';
import { asksFirst, parksJob } from './asks-first.js';
import type { StepEnder } from './step-ender.js';
import { release } from './release.js';
import type { StepContexts } from './step-contexts.js';
import type { TakenStep, Work } from './taken-step.js';
import type { WorkflowQueues } from './workflow-queues.js';

/** Milliseconds between two lookups of a send of unknown outcome: quick at first, then patient. */
const lookupDelays = [2_000, 10_000, 60_000, 600_000, 3_600_000];

/** What the engine does itself is decided once, and a child is started once where nothing else is written. */
const onceOnly: RetryPolicy = { ...defaultRetry, attempts: 1 };

/** How a person has settled a send of unknown outcome. */
interface Resolution {
  readonly outcome: 'completed' | 'failed';
  readonly output?: unknown;
  readonly reason: string;
  readonly by?: string;
}

/** Records the end of an attempt and frees what it frees. */
export class StepSettler {
  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly contexts: StepContexts,
    private readonly ender: StepEnder,
    private readonly sends: Pick<AttemptRunner, 'hasOpenSend'>,
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /** Gives what the job does next; throws BullMQ's DelayedError when the step goes on later. */
  async settle(delivery: Delivery, taken: TakenStep, end: AttemptEnd, budget: InlineBudget): Promise<Work | undefined> {
    switch (end.kind) {
      case 'completed':
        return this.#complete(delivery, taken, end, budget);
      case 'failed':
        return this.#fail(delivery, taken, end.failure, end.reason);
      case 'deferred':
        return this.#park(delivery, taken, 'deferral', this.clock.now() + end.delayMs, end.reason);
      case 'unknown':
        return this.#park(delivery, taken, 'unknown', this.clock.now() + lookupDelay(delivery), end.reason);
      case 'aborted':
        return undefined;
      default:
        return end satisfies never;
    }
  }

  async skip(
    delivery: Delivery,
    taken: TakenStep,
    code: 'CONDITION_FALSE' | 'MILESTONE_EXPIRED',
    expression: string,
  ): Promise<Work | undefined> {
    const what = code === 'CONDITION_FALSE' ? 'condition' : 'milestone';
    const reason = { code, message: `Its ${what} is false: ${expression}`, stepId: taken.stepId };
    return this.ender.end(delivery, taken.stepId, { status: 'skipped', reason });
  }

  /** The output of an equal call ends a step that was claimed, without an attempt. */
  async reuse(delivery: Delivery, { stepId }: TakenStep, cached: CachedOutput): Promise<Work | undefined> {
    const { teamId, runId } = delivery.run;
    const value = this.store.encode(teamId, runId, cached.output);
    const output = { value, isLarge: Buffer.byteLength(value) > inlineOutputBytes };
    const data = JSON.stringify({ runId: cached.runId, stepId: cached.stepId });
    const work = await this.ender.endIf(delivery, stepId, { status: 'completed' }, output, {
      fields: ['stop'],
      // What may not begin may not complete either.
      hold: ({ stop }) => startsStep(delivery.plan, stop, stepId),
      events: [{ type: 'step.reused', stepId, attempt: 0, data }],
    });
    return work === 'refused' ? undefined : work;
  }

  /** A person's word ends a step in `unknown`. */
  async resolve(delivery: Delivery, taken: TakenStep, stored: string, budget: InlineBudget): Promise<Work | undefined> {
    const { teamId, runId } = delivery.run;
    const resolution = this.store.decode(teamId, runId, stored) as Resolution;
    if (resolution.outcome === 'completed') {
      return this.#complete(delivery, taken, { kind: 'completed', output: resolution.output }, budget);
    }
    const message = `${resolution.by ?? 'A person'} settled the send as failed: ${resolution.reason}`;
    const reason = { code: 'SEND_UNRESOLVED', message, stepId: taken.stepId };
    return this.#fail(delivery, taken, { code: reason.code, retryable: false }, reason);
  }

  isOutOfAttempts(delivery: Delivery, taken: TakenStep): boolean {
    return this.#decide(delivery, taken, { code: 'WORKER_LOST' }).kind === 'stop';
  }

  /** The last attempt died with its worker. */
  async loseLast(delivery: Delivery, taken: TakenStep): Promise<Work | undefined> {
    const message = `The worker was lost during attempt ${taken.attempts}, the last one.`;
    return this.ender.end(delivery, taken.stepId, {
      status: 'failed',
      reason: { code: 'WORKER_LOST', message, stepId: taken.stepId },
    });
  }

  async #complete(
    delivery: Delivery,
    taken: TakenStep,
    { output, taken: targets, ends }: AttemptEnd & { kind: 'completed' },
    budget: InlineBudget,
  ): Promise<Work | undefined> {
    const { teamId, runId } = delivery.run;
    const { stepId } = taken;
    const encoded = this.store.encode(teamId, runId, output);
    const bytes = Buffer.byteLength(encoded);
    if (bytes > maxOutputBytes) {
      const message = `The output has ${bytes} bytes; a step may give ${maxOutputBytes}.`;
      const reason = { code: 'OUTPUT_TOO_LARGE', message, stepId };
      return this.#fail(delivery, taken, { code: reason.code, retryable: false }, reason);
    }
    const isLarge = bytes > inlineOutputBytes;
    if (!isFast(delivery, stepId)) {
      return this.ender.end(
        delivery,
        stepId,
        { status: 'completed', taken: targets, ends },
        { value: encoded, isLarge },
      );
    }
    const dependents = this.#dependents(delivery, stepId, budget);
    const reply = await settleStep(this.store.redis, this.store.keys, {
      teamId,
      runId,
      jobStepId: delivery.jobStepId,
      stepId,
      token: delivery.token,
      now: this.clock.now(),
      output: encoded,
      isLarge,
      dependents,
    });
    return this.#afterSettle(delivery, taken, reply, { value: encoded, isLarge });
  }

  async #afterSettle(
    delivery: Delivery,
    taken: TakenStep,
    reply: SettleReply,
    output: { value: string; isLarge: boolean },
  ): Promise<Work | undefined> {
    switch (reply.kind) {
      case 'slow':
        return this.ender.end(delivery, taken.stepId, { status: 'completed' }, output);
      case 'settled':
        // The reply to this very settle was lost and it was sent again: the claim tells what it freed.
        return { kind: 'claim', stepId: delivery.jobStepId, isRedelivery: true };
      case 'stopped':
      case 'fenced':
        this.logger.warn({ ...delivery.run, stepId: taken.stepId, found: reply.kind }, 'a late result was discarded');
        return undefined;
      case 'ok': {
        await release(this.queues, delivery.plan, delivery.run, reply.ready);
        if (reply.handed === undefined) return undefined;
        return this.#handed(delivery, taken, reply.handed);
      }
      default:
        return reply satisfies never;
    }
  }

  async #handed(
    delivery: Delivery,
    taken: TakenStep,
    handed: { stepId: string; attempt: number; reads: readonly string[] },
  ): Promise<Work> {
    const { teamId, runId } = delivery.run;
    const place = delivery.step(handed.stepId);
    const context = await this.contexts.ofClaim(place, { teamId, runId }, handed.reads, taken.context.trigger);
    const next = {
      stepId: handed.stepId,
      attempts: handed.attempt,
      firstBegunAt: handed.attempt > 0 ? this.clock.now() : undefined,
      context,
    };
    return { kind: 'handed', taken: next, hasBegun: handed.attempt > 0 };
  }

  #dependents(delivery: Delivery, stepId: string, budget: InlineBudget): DependentEdge[] {
    const { planned: own, scope, definition: ended } = delivery.step(stepId);
    const { priority = defaultPriority } = ended;
    // Where maps are to be asked after the end, the job does that and no more: delivered again, it asks again.
    const asksMaps = scope.plan.asking.length > 0;
    return own.dependents.map(({ stepId: dependentId, isGate }: Dependent) => {
      const place = delivery.step(pathIn(scope, dependentId));
      const { planned, definition } = place;
      const begins = asksFirst(planned) === 'no' ? 'begun' : 'claimed';
      const { join } = planned;
      return {
        stepId: place.path,
        rule: fastRule(join),
        callsOff: join.rest === 'cancel' && join.rule.kind === 'atLeast',
        edges: join.edges,
        gates: join.gates,
        isGate,
        handOn: !asksMaps && goesOn(planned, priority) && budget.allows(definition) ? begins : 'no',
        reads: readPathsOf(place),
      };
    });
  }

  #decide(delivery: Delivery, taken: TakenStep, failure: AttemptFailure): ReturnType<typeof decideRetry> {
    const { definition } = delivery.step(taken.stepId);
    const isTried = definition.kind === 'action' || definition.kind === 'workflow';
    const policy = (isTried ? definition.retry : undefined) ?? onceOnly;
    return decideRetry(policy, failure, {
      made: taken.attempts,
      elapsedMs: this.clock.now() - (taken.firstBegunAt ?? this.clock.now()),
      random: Math.random(),
    });
  }

  async #fail(
    delivery: Delivery,
    taken: TakenStep,
    failure: AttemptFailure,
    reason: Reason,
  ): Promise<Work | undefined> {
    const decision = this.#decide(delivery, taken, failure);
    if (decision.kind === 'retry' && taken.attempts > 0) {
      const { delayMs } = decision;
      this.logger.warn({ ...delivery.run, stepId: taken.stepId, attempt: taken.attempts, reason, delayMs }, 'retrying');
      return this.#park(delivery, taken, 'retry', this.clock.now() + delayMs, reason, delayMs);
    }
    this.logger.error({ ...delivery.run, stepId: taken.stepId, attempt: taken.attempts, reason }, 'step failed');
    const end: StepEnd = { status: 'failed', reason };
    return this.ender.end(delivery, taken.stepId, end);
  }

  async #park(
    delivery: Delivery,
    taken: TakenStep,
    kind: 'retry' | 'deferral' | 'unknown',
    dueAt: number,
    reason: Reason,
    delayMs?: number,
  ): Promise<Work | undefined> {
    const { teamId, runId } = delivery.run;
    const { code, message } = reason;
    const reply = await deferStep(this.store.redis, this.store.keys, {
      teamId,
      runId,
      stepId: taken.stepId,
      jobStepId: delivery.jobStepId,
      token: delivery.token,
      kind,
      dueAt,
      error: this.store.encode(teamId, runId, reason),
      event: JSON.stringify({ code, message, delayMs, dueAt: new Date(dueAt).toISOString() }),
    });
    if (reply === 'stopped') return this.ender.cancelWhereSpared(delivery, taken.stepId);
    if (reply === 'fenced') return undefined;
    // A callback that came before the step was parked found nobody to wake: look once more, now that it is.
    const isKnown = kind === 'unknown' && !(await this.sends.hasOpenSend(delivery, taken.stepId));
    return delivery.park(isKnown ? this.clock.now() : dueAt);
  }
}

/** True when the step's completion concerns nobody but its dependents' counts. */
function isFast(delivery: Delivery, stepId: string): boolean {
  const { planned, definition, scope } = delivery.step(stepId);
  // In an interleave every end is followed by the next turn.
  if (scope.plan.turns !== undefined) return false;
  if (planned.fallbackOf !== undefined || definition.onError.kind === 'fallback') return false;
  if (planned.control !== undefined || definition.cancels !== undefined) return false;
  return planned.dependents.every((dependent) => scope.plan.steps.get(dependent.stepId)?.join.rule.kind !== 'when');
}

/** What may park before it begins needs a job of its own, and so does what has its own place among others. */
function goesOn({ control, mutex, step }: PlannedStep, priority: number): boolean {
  return !parksJob(control) && mutex === undefined && (step.priority ?? defaultPriority) === priority;
}

/** The rule of a join as the fast path knows it. @throws RangeError for a join by expression, which is no count */
function fastRule({ rule }: PlannedJoin): DependentEdge['rule'] {
  switch (rule.kind) {
    case 'all':
      return 'all';
    case 'allSettled':
    case 'any':
      return 'settled';
    case 'atLeast':
      return rule.count;
    case 'when':
      throw new RangeError('A join by expression has no count.');
  }
}

function lookupDelay(delivery: Delivery): number {
  return lookupDelays[Math.min(delivery.job.attemptsStarted, lookupDelays.length) - 1] ?? 2_000;
}
