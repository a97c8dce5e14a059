import type { Plan } from '@workflow/core';
import { WaitingChildrenError, type Job } from 'bullmq';
import { Compensation } from '../compensation/compensation.js';
import type { AttemptEnd } from '../runtime/attempt-end.js';
import { CallOff } from '../runtime/call-off.js';
import { ContainerEnder } from '../runtime/containers/container-end.js';
import { ContainerRunner } from '../runtime/containers/container-runner.js';
import { InstanceEnds } from '../runtime/containers/instance-ends.js';
import { InstanceTally } from '../runtime/containers/instance-tally.js';
import { LoopIterations } from '../runtime/containers/loop-iterations.js';
import { MapItems } from '../runtime/containers/map-items.js';
import { Delivery } from '../runtime/delivery.js';
import type { EngineLogger } from '../runtime/engine-logger.js';
import { RunFinisher } from '../runtime/finish-run.js';
import { HealRun } from '../runtime/heal-run.js';
import { defaultInline, InlineBudget } from '../runtime/inline-budget.js';
import type { RunJobData, StepJobData } from '../runtime/job-data.js';
import { RunCommitter } from '../runtime/run-committer.js';
import { StepRunner } from '../runtime/run-step.js';
import { StepContexts } from '../runtime/step-contexts.js';
import { StepEnder } from '../runtime/step-ender.js';
import { StepSettler } from '../runtime/step-settler.js';
import type { TakenStep } from '../runtime/taken-step.js';
import type { WorkflowQueues } from '../runtime/workflow-queues.js';
import { now, teamId, type StateFixture } from '../state/state.fixture.js';
import { firstJob, JobsAtHand, type JobAtHand } from './jobs-at-hand.js';
import { RunningJob } from './running-job.js';

const silent: EngineLogger = {
  ...{ debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  child: () => silent,
};

/** What steps of these definitions never have: waits, children, kept outputs. */
const leftOut = {} as never;
const nothingToDo = { step: async () => undefined, run: async () => undefined };
const noMutexes = { hasAsked: async () => false, tidy: async () => undefined, giveUp: async () => undefined };
const noSlots = { mutexes: noMutexes, runs: { endWaiting: async () => false, free: async () => undefined } };

/** Steps that a job may come to: twice as many as it may carry out, since it looks at some of them again. */
const maxStepsOfJob = 2 * defaultInline.maxSteps;

/** A run on a real Redis, moved job by job by the engine's own workers and root; only BullMQ is not there. */
export class RealRun {
  readonly jobs = new JobsAtHand();
  readonly #run: RunJobData;
  readonly #steps: StepRunner;
  readonly #root: RunFinisher;
  readonly #running = new Map<Delivery, RunningJob>();
  /** No two moments are the same, so that what comes first is known. */
  #now = now;
  readonly #clock = { now: () => (this.#now += 1) };

  constructor(
    readonly state: StateFixture,
    readonly plan: Plan,
    runId: string,
    private readonly isInline: boolean,
  ) {
    this.#run = { teamId, runId, workflowId: 'campaign', version: 1, correlationId: 'c-1' };
    const { store } = state;
    const clock = this.#clock;
    const queues = this.jobs as unknown as WorkflowQueues;
    const plans = { get: async () => plan } as never;
    const contexts = new StepContexts(store);
    const committer = new RunCommitter(store, noMutexes);
    const callOff = new CallOff(store, plans, queues, nothingToDo, nothingToDo, noSlots);
    const ender = new StepEnder(store, contexts, committer, queues, callOff, clock);
    const attempts = {
      run: (delivery: Delivery, { stepId }: TakenStep) => this.#attempt(delivery, stepId),
      hasOpenSend: async () => false,
    };
    const settler = new StepSettler(store, queues, contexts, ender, attempts, clock, silent);
    const containerEnder = new ContainerEnder(store, queues, ender);
    const tally = new InstanceTally(store, queues, contexts, clock);
    const maps = new MapItems(store, tally, containerEnder);
    const ends = new InstanceEnds(store, maps, new LoopIterations(tally, containerEnder), containerEnder);
    const containers = new ContainerRunner(store, queues, committer, contexts, ends, containerEnder, clock);
    const does = { attempts: attempts as never, waits: leftOut, children: leftOut, containers };
    const before = { mutexes: noMutexes as never, cache: leftOut };
    this.#steps = new StepRunner(store, queues, does, before, settler, ends, contexts, clock);
    this.#root = new RunFinisher(
      ...([store, queues, plans, new HealRun(store, contexts, committer, clock, silent)] as const),
      new Compensation({ find: () => undefined } as never, committer, clock),
      nothingToDo as never,
      { callOff: nothingToDo as never, parents: leftOut },
      ...([noSlots, clock, silent] as const),
    );
  }

  get runId(): string {
    return this.#run.runId;
  }

  async create(): Promise<void> {
    const { roots } = this.plan;
    await this.state.create({ runId: this.runId, ready: roots });
    this.jobs.add(roots.map((stepId) => firstJob(this.#run, stepId)));
  }

  /** Delivers a job to a worker, which goes on until it makes an attempt. @throws what the worker throws */
  async deliver(job: JobAtHand): Promise<RunningJob> {
    job.deliveries += 1;
    return this.#deliver(job.data, job.deliveries);
  }

  /** What a worker does that has had the job before all others, and wakes up late. @throws what the worker throws */
  async deliverLate(job: JobAtHand): Promise<RunningJob> {
    return this.#deliver(job.data, 0);
  }

  /** Wakes the root; true once the run has ended, false when there are jobs again. */
  async wakeRoot(): Promise<boolean> {
    const job = { data: this.#run, moveToWaitingChildren: async () => true };
    try {
      await this.#root.run(job as unknown as Job<RunJobData>, 'lock');
      return true;
    } catch (error) {
      if (!(error instanceof WaitingChildrenError)) throw error;
      return false;
    }
  }

  async #deliver(data: StepJobData, attemptsStarted: number): Promise<RunningJob> {
    const job = { id: `${data.runId}.${data.stepId}`, data, attemptsStarted };
    const entered: string[] = [];
    let come = 0;
    const enter = (path: string): void => {
      come += 1;
      if (come > maxStepsOfJob) throw new Error(`The job of ${data.stepId} goes round: it comes to ${path} once more.`);
      entered.push(path);
    };
    const active = { signal: new AbortController().signal, enter };
    const delivery = new Delivery(job as unknown as Job<StepJobData>, 'lock', this.plan, active);
    const running = new RunningJob(delivery, entered);
    this.#running.set(delivery, running);
    const { definition } = delivery.step(data.stepId);
    const agent = definition.kind === 'action' ? definition.agent : '';
    const budget = new InlineBudget({ ...defaultInline, isEnabled: this.isInline }, this.#clock, agent);
    await running.begin(() => this.#steps.run(delivery, budget));
    return running;
  }

  #attempt(delivery: Delivery, path: string): Promise<AttemptEnd> {
    return (this.#running.get(delivery) as RunningJob).attempt(path);
  }
}
