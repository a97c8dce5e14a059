/** Why an attempt's signal was aborted: the run is being ended, or another worker has the job. */
export class AttemptAbort extends Error {
  override readonly name = 'AttemptAbort';

  constructor(readonly why: 'run-stopped' | 'lock-lost' | 'shutdown') {
    super(`The attempt was aborted: ${why}.`);
  }
}

/** The attempts that this process is running, so that a cancel from anywhere reaches them. */
export class ActiveAttempts {
  readonly #byRun = new Map<string, Set<AbortController>>();
  readonly #byJob = new Map<string, AbortController>();

  /** Registers one delivery of a job; `release` must be called when it ends. */
  add(runMember: string, jobId: string): { signal: AbortSignal; release: () => void } {
    const controller = new AbortController();
    const ofRun = this.#byRun.get(runMember) ?? new Set();
    ofRun.add(controller);
    this.#byRun.set(runMember, ofRun);
    // The job is delivered again, so whoever worked it before has lost it, in this very process too.
    this.abortJob(jobId);
    this.#byJob.set(jobId, controller);
    return {
      signal: controller.signal,
      release: () => {
        ofRun.delete(controller);
        if (ofRun.size === 0) this.#byRun.delete(runMember);
        if (this.#byJob.get(jobId) === controller) this.#byJob.delete(jobId);
      },
    };
  }

  abortRun(runMember: string): void {
    for (const controller of this.#byRun.get(runMember) ?? []) controller.abort(new AttemptAbort('run-stopped'));
  }

  /** BullMQ does not abort a job whose lock it could not renew: we do. */
  abortJob(jobId: string): void {
    this.#byJob.get(jobId)?.abort(new AttemptAbort('lock-lost'));
  }

  get size(): number {
    return this.#byJob.size;
  }
}
