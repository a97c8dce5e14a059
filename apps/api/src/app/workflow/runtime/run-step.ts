import {
  containerOf,
  evaluateExpression,
  ExpressionError,
  readPathsOf,
  TerminalError,
  type DecidedControl,
} from '@workflow/core';
import { beginStep } from '../state/scripts/begin-step.js';
import { claimStep, type ClaimReply } from '../state/scripts/claim-step.js';
import type { RunStore } from '../state/run-store.js';
import { asksFirst, isWait } from './asks-first.js';
import { endOfError } from './attempt-end.js';
import type { AttemptRunner } from './attempt-runner.js';
import type { ChildRunner } from './children/child-runner.js';
import type { ContainerRunner } from './containers/container-runner.js';
import type { InstanceEnds } from './containers/instance-ends.js';
import type { Delivery } from './delivery.js';
import type { InlineBudget } from './inline-budget.js';
import type { OutputCache } from './output-cache.js';
import { release } from './release.js';
import { runControl } from './run-control.js';
import type { StepSettler } from './step-settler.js';
import type { StepContexts } from './step-contexts.js';
import type { TakenStep, Work } from './taken-step.js';
import type { Mutexes } from './slots/mutexes.js';
import type { WaitRunner } from './waits/wait-runner.js';
import type { WorkflowQueues } from './workflow-queues.js';

/** Who carries a step out, by its kind. */
interface Doers {
  readonly attempts: AttemptRunner;
  readonly waits: WaitRunner;
  readonly children: ChildRunner;
  readonly containers: ContainerRunner;
}

/** What is asked before the first attempt of a step begins. */
interface Before {
  readonly mutexes: Mutexes;
  readonly cache: OutputCache;
}

/**
 * Executes one delivery of a step's job: claim, condition, act, settle, release, and in turn each step that settling
 * hands on. Ends by returning, or by parking the job (BullMQ's DelayedError).
 */
export class StepRunner {
  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly does: Doers,
    private readonly before: Before,
    private readonly settler: StepSettler,
    private readonly ends: InstanceEnds,
    private readonly contexts: StepContexts,
    private readonly clock: { now(): number },
  ) {}

  async run(delivery: Delivery, budget: InlineBudget): Promise<void> {
    let work: Work | undefined = {
      kind: 'claim',
      stepId: delivery.jobStepId,
      isRedelivery: delivery.isRedelivery,
    };
    while (work !== undefined) {
      const path: string = work.kind === 'claim' ? work.stepId : work.taken.stepId;
      work =
        work.kind === 'claim' ? await this.#claimed(delivery, work, budget) : await this.#goOn(delivery, work, budget);
      // It may have been the last of its instance.
      work ??= await this.ends.after(delivery, path);
    }
  }

  /** However the step has ended, and whoever ended it: its mutex is free before anything else is done. */
  async #claimed(delivery: Delivery, work: Work & { kind: 'claim' }, budget: InlineBudget): Promise<Work | undefined> {
    const next = await this.#claim(delivery, work, budget);
    await this.before.mutexes.tidy(delivery.run, delivery.step(work.stepId));
    return next;
  }

  async #claim(delivery: Delivery, work: Work & { kind: 'claim' }, budget: InlineBudget): Promise<Work | undefined> {
    const { stepId, isRedelivery } = work;
    delivery.enter(stepId);
    const place = delivery.step(stepId);
    const claim = await claimStep(this.store.redis, this.store.keys, {
      teamId: delivery.run.teamId,
      runId: delivery.run.runId,
      jobStepId: delivery.jobStepId,
      stepId,
      token: delivery.token,
      now: this.clock.now(),
      isRedelivery,
      asks: asksFirst(place.planned),
      reads: readPathsOf(place),
      readsTrigger: place.planned.roots.includes('trigger'),
      wakeMember: delivery.wakeMember,
    });
    if (claim.kind === 'cursor') return { kind: 'claim', stepId: claim.stepId, isRedelivery };
    // What a worker before this one freed may have no job yet: before all else, give it one.
    const orphans = claim.queued.filter((queuedId) => queuedId !== stepId);
    await release(this.queues, delivery.plan, delivery.run, orphans);
    return this.#take(delivery, stepId, claim, budget);
  }

  async #take(delivery: Delivery, stepId: string, claim: ClaimReply, budget: InlineBudget): Promise<Work | undefined> {
    switch (claim.kind) {
      case 'settled':
      case 'stopped':
        await this.#tidy(delivery, stepId);
        return isContainer(delivery, stepId) ? this.does.containers.resume(delivery, stepId) : undefined;
      case 'fenced':
        return undefined;
      case 'begun':
      case 'unknown':
        return this.#act(delivery, await this.#taken(delivery, stepId, claim), budget);
      case 'claimed': {
        const taken = await this.#taken(delivery, stepId, claim);
        const isArmed = claim.attempts > 0 && isWait(delivery.step(stepId).planned.control);
        return isArmed ? this.does.waits.resume(delivery, taken, budget) : this.#judge(delivery, taken, budget);
      }
      case 'lost':
        if (isContainer(delivery, stepId))
          return this.does.containers.act(delivery, await this.#taken(delivery, stepId, claim));
        return this.#afterLoss(delivery, await this.#taken(delivery, stepId, claim), budget);
      case 'resolved':
        return this.settler.resolve(
          delivery,
          await this.#taken(delivery, stepId, claim),
          claim.resolution ?? '',
          budget,
        );
      default:
        return claim.kind satisfies never;
    }
  }

  /** What was ended from outside may have left something behind. */
  async #tidy(delivery: Delivery, stepId: string): Promise<void> {
    const { control } = delivery.step(stepId).planned;
    if (isWait(control)) await this.does.waits.tidy(delivery, stepId);
    if (control?.kind === 'workflow') await this.does.children.tidy(delivery, stepId);
  }

  #goOn(delivery: Delivery, work: Work & { kind: 'handed' }, budget: InlineBudget): Promise<Work | undefined> {
    delivery.enter(work.taken.stepId);
    budget.spend();
    return work.hasBegun ? this.#act(delivery, work.taken, budget) : this.#judge(delivery, work.taken, budget);
  }

  /** Looks at the condition, once, and at the milestone before each attempt. */
  async #judge(
    delivery: Delivery,
    taken: TakenStep,
    budget: InlineBudget,
    afterLoss = false,
  ): Promise<Work | undefined> {
    const place = delivery.step(taken.stepId);
    const { planned } = place;
    const { onlyWhile } = planned;
    // Whoever has asked for its mutex has asked its condition before.
    const isFirst = taken.attempts === 0 && !(await this.before.mutexes.hasAsked(delivery.run, place));
    const condition = isFirst ? planned.condition : undefined;
    try {
      if (condition !== undefined && !evaluateExpression(condition, taken.context)) {
        return await this.settler.skip(delivery, taken, 'CONDITION_FALSE', condition.text);
      }
      if (onlyWhile !== undefined && !evaluateExpression(onlyWhile, taken.context)) {
        return await this.settler.skip(delivery, taken, 'MILESTONE_EXPIRED', onlyWhile.text);
      }
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return this.settler.settle(delivery, taken, endOfError(error, taken.stepId), budget);
    }
    return this.#begin(delivery, taken, afterLoss, budget);
  }

  /** The attempt before this one died with its worker: the retry policy says whether there is another. */
  async #afterLoss(delivery: Delivery, taken: TakenStep, budget: InlineBudget): Promise<Work | undefined> {
    const { kind } = delivery.step(taken.stepId).definition;
    // The child lives on without a worker, and so does the attempt that waits for it.
    if (kind === 'workflow') return this.#act(delivery, taken, budget);
    // What the engine decides by itself may be decided again.
    if (kind !== 'action') return this.#judge(delivery, taken, budget, true);
    if (await this.does.attempts.hasOpenSend(delivery, taken.stepId)) return this.#act(delivery, taken, budget);
    const isLast = this.settler.isOutOfAttempts(delivery, taken);
    return isLast ? this.settler.loseLast(delivery, taken) : this.#judge(delivery, taken, budget, true);
  }

  async #begin(
    delivery: Delivery,
    taken: TakenStep,
    afterLoss: boolean,
    budget: InlineBudget,
  ): Promise<Work | undefined> {
    const place = delivery.step(taken.stepId);
    const { planned, definition } = place;
    if (taken.attempts === 0 && definition.kind === 'action' && definition.cache !== undefined) {
      const cached = await this.before.cache.find(delivery, taken, definition);
      if (cached !== undefined) return this.settler.reuse(delivery, taken, cached);
    }
    // A step that has begun before holds its mutex.
    if (planned.mutex !== undefined && taken.attempts === 0) {
      try {
        if ((await this.before.mutexes.enter(delivery, taken, planned.mutex)) === 'gone') return undefined;
      } catch (error) {
        if (!(error instanceof TerminalError)) throw error;
        return this.settler.settle(delivery, taken, endOfError(error, taken.stepId), budget);
      }
    }
    const now = this.clock.now();
    const begun = await beginStep(this.store.redis, this.store.keys, {
      teamId: delivery.run.teamId,
      runId: delivery.run.runId,
      stepId: taken.stepId,
      token: delivery.token,
      now,
      afterLoss,
    });
    if (begun.kind === 'stopped') await this.before.mutexes.giveUp(delivery.run, place);
    if (begun.kind !== 'begun') return undefined;
    const next = { ...taken, attempts: begun.attempt, firstBegunAt: taken.firstBegunAt ?? now };
    return this.#act(delivery, next, budget);
  }

  async #act(delivery: Delivery, taken: TakenStep, budget: InlineBudget): Promise<Work | undefined> {
    const { planned, definition } = delivery.step(taken.stepId);
    if (isWait(planned.control)) return this.does.waits.arm(delivery, taken, budget);
    if (containerOf(planned) !== undefined) return this.does.containers.act(delivery, taken);
    if (planned.control?.kind === 'workflow') return this.does.children.run(delivery, taken, budget);
    const end =
      definition.kind === 'action'
        ? await this.does.attempts.run(delivery, taken, definition)
        : runControl(planned.control as DecidedControl, taken.stepId, taken.context);
    if (end.kind === 'completed' && definition.kind === 'action' && definition.cache !== undefined) {
      await this.before.cache.keep(delivery, taken, definition, end.output);
    }
    return this.settler.settle(delivery, taken, end, budget);
  }

  async #taken(delivery: Delivery, stepId: string, claim: ClaimReply): Promise<TakenStep> {
    const { teamId, runId } = delivery.run;
    const trigger = claim.trigger === undefined ? undefined : this.store.decode(teamId, runId, claim.trigger);
    const context = await this.contexts.ofClaim(delivery.step(stepId), delivery.run, claim.reads, trigger);
    const { attempts, firstBegunAt } = claim;
    return { stepId, attempts, firstBegunAt, context };
  }
}

function isContainer(delivery: Delivery, path: string): boolean {
  return containerOf(delivery.step(path).planned) !== undefined;
}
