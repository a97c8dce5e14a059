/** Why an attempt's signal was aborted: the run is being ended, another worker has the job, or this one gives it up. */
export class AttemptAbort extends Error {
  override readonly name = 'AttemptAbort';

  constructor(readonly why: 'run-stopped' | 'step-cancelled' | 'lock-lost' | 'shutdown') {
    super(`The attempt was aborted: ${why}.`);
  }
}

interface ActiveAttempt {
  readonly controller: AbortController;
  /** The step that the delivery is at: it may go on from one to the next. */
  stepId?: string;
}

/** One delivery of a job, as the process that works it sees it. */
export interface ActiveDelivery {
  /** Aborted when the run or the step is being ended, or the lock was lost. */
  readonly signal: AbortSignal;
  /** Says which step the delivery works on from here. */
  enter(stepId: string): void;
  release(): void;
}

/** The attempts that this process is running, so that a cancel from anywhere reaches them. */
export class ActiveAttempts {
  readonly #byRun = new Map<string, Set<ActiveAttempt>>();
  readonly #byJob = new Map<string, AbortController>();

  /** Registers one delivery of a job; `release` must be called when it ends. */
  add(runMember: string, jobId: string): ActiveDelivery {
    const controller = new AbortController();
    const attempt: ActiveAttempt = { controller };
    const ofRun = this.#byRun.get(runMember) ?? new Set();
    ofRun.add(attempt);
    this.#byRun.set(runMember, ofRun);
    // The job is delivered again, so whoever worked it before has lost it, in this very process too.
    this.abortJob(jobId);
    this.#byJob.set(jobId, controller);
    return {
      signal: controller.signal,
      enter: (stepId) => {
        attempt.stepId = stepId;
      },
      release: () => {
        ofRun.delete(attempt);
        if (ofRun.size === 0) this.#byRun.delete(runMember);
        if (this.#byJob.get(jobId) === controller) this.#byJob.delete(jobId);
      },
    };
  }

  /** Aborts what runs of a run, or of one step of it. */
  abortRun(runMember: string, stepId?: string): void {
    for (const attempt of this.#byRun.get(runMember) ?? []) {
      if (stepId !== undefined && attempt.stepId !== stepId) continue;
      attempt.controller.abort(new AttemptAbort(stepId === undefined ? 'run-stopped' : 'step-cancelled'));
    }
  }

  /** BullMQ does not abort a job whose lock it could not renew: we do. */
  abortJob(jobId: string): void {
    this.#byJob.get(jobId)?.abort(new AttemptAbort('lock-lost'));
  }

  /** The process ends without the means to record how they end. */
  abortAll(): void {
    for (const controller of this.#byJob.values()) controller.abort(new AttemptAbort('shutdown'));
  }

  get size(): number {
    return this.#byJob.size;
  }
}
