/** Timers of one sandbox, so that closing it leaves none behind and a test can wait until all is quiet. */
export class Scheduler {
  readonly #timers = new Map<NodeJS.Timeout, () => void>();
  readonly #idle: (() => void)[] = [];
  #busy = 0;
  #closed = false;

  /** Runs the work after `ms`; nothing happens once closed. */
  after(ms: number, work: () => void | Promise<void>): void {
    void this.wait(ms).then((open) => (open ? this.track(Promise.resolve().then(work)) : undefined));
  }

  /** Resolves true after `ms`, or false at once when the sandbox closes. */
  wait(ms: number): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    const waited = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve(true);
      }, ms);
      this.#timers.set(timer, () => resolve(false));
    });
    return this.track(waited);
  }

  /** Counts the promise as work under way until it ends. */
  track<T>(promise: Promise<T>): Promise<T> {
    this.#busy += 1;
    const done = () => {
      // One turn later, so that work which schedules more work never looks idle in between.
      setImmediate(() => {
        this.#busy -= 1;
        if (this.#busy === 0) this.#idle.splice(0).forEach((resolve) => resolve());
      });
    };
    void promise.finally(done).catch(() => undefined);
    return promise;
  }

  /** Resolves when no timer waits and no callback is on its way. */
  idle(): Promise<void> {
    if (this.#busy === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    this.#closed = true;
    for (const [timer, cancel] of this.#timers) {
      clearTimeout(timer);
      cancel();
    }
    this.#timers.clear();
  }
}
