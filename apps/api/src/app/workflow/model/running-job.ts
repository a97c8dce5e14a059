import type { AttemptEnd } from '../runtime/attempt-end.js';
import type { Delivery } from '../runtime/delivery.js';

/** One delivery of a step's job to a worker: it rests in every attempt that it makes until it is told how that ends. */
export class RunningJob {
  #resting = Promise.withResolvers<void>();
  #attempt: { readonly path: string; readonly end: (end: AttemptEnd) => void } | undefined;
  #over: Promise<void> | undefined;

  constructor(
    readonly delivery: Delivery,
    /** The steps that it has come to, in order; whoever has looked at them may take them out. */
    readonly entered: string[],
  ) {}

  /** The step whose attempt it makes; undefined once it is over. */
  get held(): string | undefined {
    return this.#attempt?.path;
  }

  /** Lets a worker have it; resolves when it rests, or is over. @throws what the worker throws */
  async begin(work: () => Promise<void>): Promise<void> {
    this.#over = work();
    await Promise.race([this.#over, this.#resting.promise]);
  }

  /** Asked by the worker: how the attempt ends, some day. */
  attempt(path: string): Promise<AttemptEnd> {
    const { promise, resolve } = Promise.withResolvers<AttemptEnd>();
    this.#attempt = { path, end: resolve };
    this.#resting.resolve();
    return promise;
  }

  /** Ends the attempt that it makes; resolves when it rests again, or is over. @throws what the worker throws */
  async end(end: AttemptEnd): Promise<void> {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    this.#resting = Promise.withResolvers<void>();
    attempt?.end(end);
    await Promise.race([this.#over, this.#resting.promise]);
  }
}
