import type { Plan, PlannedStep } from '@workflow/core';
import type { Job } from 'bullmq';
import { asksFirst } from '../runtime/asks-first.js';
import type { AttemptEnd } from '../runtime/attempt-end.js';
import { CallOff } from '../runtime/call-off.js';
import { Delivery } from '../runtime/delivery.js';
import type { EngineLogger } from '../runtime/engine-logger.js';
import { defaultInline, InlineBudget } from '../runtime/inline-budget.js';
import type { StepJobData } from '../runtime/job-data.js';
import { RunCommitter } from '../runtime/run-committer.js';
import type { TakenStep, Work } from '../runtime/taken-step.js';
import { StepContexts } from '../runtime/step-contexts.js';
import { StepEnder } from '../runtime/step-ender.js';
import { StepSettler } from '../runtime/step-settler.js';
import type { ChildJob, WorkflowQueues } from '../runtime/workflow-queues.js';
import type { RunRecord } from './run-record.js';
import { RunStore } from './run-store.js';
import { beginStep } from './scripts/begin-step.js';
import { now, StateFixture, teamId } from './state.fixture.js';

const silent: EngineLogger = {
  ...{ debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  child: () => silent,
};

const nothingToDo = { step: async () => undefined };
const noMutexes = { tidy: async () => undefined, giveUp: async () => undefined };
const noSlots = { mutexes: noMutexes, runs: { endWaiting: async () => false } };

/** Queues that only remember which steps were given a job, and how often a run's unstarted jobs were taken away. */
export class RememberedQueues {
  readonly #released: string[] = [];
  removals = 0;

  async addChildren(_: string, jobs: readonly ChildJob[]): Promise<void> {
    this.#released.push(...jobs.flatMap(({ data }) => (data.kind === 'step' ? [data.stepId] : [])));
  }

  async removeUnstarted(): Promise<void> {
    this.removals += 1;
  }

  async remove(): Promise<void> {}

  /** Steps that were given a job since this was asked last. */
  take(): string[] {
    return this.#released.splice(0);
  }
}

/** A run on a real Redis, moved by the scripts and the runtime's own settler and ender; only the queues are not there. */
export class RealPath {
  readonly queues = new RememberedQueues();
  readonly #settler: StepSettler;
  readonly #store: RunStore;
  readonly #clock = { now: () => now };

  constructor(
    readonly state: StateFixture,
    readonly plan: Plan,
    readonly runId: string,
    store: RunStore = state.store,
  ) {
    this.#store = store;
    const queues = this.queues as unknown as WorkflowQueues;
    const contexts = new StepContexts(store);
    const ender = new StepEnder(
      store,
      contexts,
      new RunCommitter(store, noMutexes),
      queues,
      new CallOff(store, { get: async () => plan }, queues, nothingToDo, nothingToDo, noSlots),
      this.#clock,
    );
    this.#settler = new StepSettler(
      store,
      queues,
      contexts,
      ender,
      { hasOpenSend: async () => false },
      this.#clock,
      silent,
    );
  }

  async create(): Promise<void> {
    await this.state.create({ runId: this.runId, ready: this.plan.roots });
  }

  async read(): Promise<RunRecord> {
    const record = await this.state.store.read(teamId, this.runId);
    if (record === undefined) throw new Error(`Run ${this.runId} is gone.`);
    return record;
  }

  delivery(jobStepId: string, attemptsStarted = 1): Delivery {
    const run = { teamId, runId: this.runId, workflowId: 'campaign', version: 1, correlationId: 'c-1' };
    const data: StepJobData = { ...run, kind: 'step', stepId: jobStepId };
    const counts = { attemptsStarted, attemptsMade: 0, stalledCounter: attemptsStarted - 1 };
    const job = { id: `${this.runId}.${jobStepId}`, data, ...counts };
    const active = { signal: new AbortController().signal, enter: () => undefined };
    return new Delivery(job as unknown as Job<StepJobData>, 'lock', this.plan, active);
  }

  /** Claims a step for its own job; gives what the script answered. */
  async claim(stepId: string): Promise<string> {
    const asks = asksFirst(this.plan.steps.get(stepId) as PlannedStep);
    return (await this.state.claim({ runId: this.runId, stepId, asks })).kind;
  }

  /** Begins a step whose condition holds. */
  async begin(delivery: Delivery, stepId: string): Promise<string> {
    const begin = { teamId, runId: this.runId, stepId, token: delivery.token, now, afterLoss: false };
    return (await beginStep(this.#store.redis, this.#store.keys, begin)).kind;
  }

  async settle(delivery: Delivery, stepId: string, end: AttemptEnd, isInline: boolean): Promise<Work | undefined> {
    const { definition } = delivery.step(delivery.jobStepId);
    const agent = definition.kind === 'action' ? definition.agent : '';
    const budget = new InlineBudget({ ...defaultInline, isEnabled: isInline }, this.#clock, agent);
    return this.#settler.settle(delivery, takenOf(stepId), end, budget);
  }

  async skip(delivery: Delivery, stepId: string): Promise<void> {
    await this.#settler.skip(delivery, takenOf(stepId), 'CONDITION_FALSE', 'false');
  }
}

function takenOf(stepId: string): TakenStep {
  return { stepId, attempts: 1, firstBegunAt: now, context: { steps: {}, trigger: {}, team: teamId } };
}
