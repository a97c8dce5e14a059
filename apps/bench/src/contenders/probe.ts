/** A run that has not ended by then has hung, and the bench with it. */
const patienceMs = 60_000;

/** Sees steps begin and end and runs end, inside this process; tells waits and times from it. */
export class Probe {
  /** Milliseconds from the end of a step to the begin of the one that waited for it. */
  readonly gaps: number[] = [];
  readonly #lastEnd = new Map<string, number>();
  readonly #ended = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  readonly #watchers = new Set<(runId: string) => void>();

  /** `follows` is true for a step that had to wait for another one. */
  began(runId: string, follows: boolean): void {
    for (const watcher of this.#watchers) watcher(runId);
    const before = this.#lastEnd.get(runId);
    if (follows && before !== undefined) this.gaps.push(performance.now() - before);
  }

  stepEnded(runId: string): void {
    this.#lastEnd.set(runId, performance.now());
  }

  runEnded(runId: string): void {
    this.#lastEnd.delete(runId);
    const wake = this.#waiting.get(runId);
    if (wake === undefined) this.#ended.add(runId);
    else wake();
  }

  /** Resolves when the run has ended, also when that was before the question. @throws Error when it hangs */
  async end(runId: string): Promise<void> {
    if (this.#ended.delete(runId)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`Run ${runId} did not end within ${patienceMs} ms.`)), patienceMs);
    this.#waiting.set(runId, resolve);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(runId);
    }
  }

  /** Calls back at the begin of each step, until the returned function is called. */
  watch(watcher: (runId: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** The gaps since the last call. */
  takeGaps(): number[] {
    return this.gaps.splice(0);
  }
}
