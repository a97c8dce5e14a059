import type { VirtualClock } from './virtual-clock.js';

/** Before a test may have replaced it by one that stands still. */
const nextTurn = setImmediate;

/** Something asynchronous that is under way: time stands still while it is busy, and goes on while it sleeps. */
export interface Call {
  /** Resolves so many virtual milliseconds later; rejects with the signal's reason when that aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Nobody waits for it any more. */
  drop(): void;
}

/** The calls of a world that are under way. */
export class Calls {
  readonly #clock: VirtualClock;
  /** With how many sleeps each of them waits for. */
  readonly #sleeps = new Map<Call, number>();
  #moved = Promise.withResolvers<void>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  get areBusy(): boolean {
    return [...this.#sleeps.values()].some((sleeps) => sleeps === 0);
  }

  /** Resolves as soon as one of them ends, or goes to sleep. */
  moved(): Promise<void> {
    return this.#moved.promise;
  }

  /** Lets everything that has just been woken go on as far as it can without waiting for anything. */
  async flush(): Promise<void> {
    await new Promise<void>((resolve) => nextTurn(resolve));
  }

  /** Lets something run as a call; `work` handles its own errors. */
  run(work: (call: Call) => Promise<void>): Call {
    const call: Call = {
      sleep: (ms, signal) => this.#sleep(call, ms, signal),
      drop: () => this.#end(call),
    };
    this.#sleeps.set(call, 0);
    void work(call).finally(() => this.#end(call));
    return call;
  }

  async #sleep(call: Call, ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#count(call, 1);
    try {
      await new Promise<void>((resolve, reject) => {
        const isEver = ms === Number.POSITIVE_INFINITY;
        const off = isEver ? () => undefined : this.#clock.at(this.#clock.now() + ms, resolve);
        signal?.addEventListener('abort', () => {
          off();
          reject(signal.reason as Error);
        });
      });
    } finally {
      this.#count(call, -1);
    }
  }

  #count(call: Call, by: number): void {
    const sleeps = this.#sleeps.get(call);
    if (sleeps !== undefined) this.#sleeps.set(call, sleeps + by);
    this.#tell();
  }

  #end(call: Call): void {
    this.#sleeps.delete(call);
    this.#tell();
  }

  #tell(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers<void>();
  }
}
