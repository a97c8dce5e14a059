import { foldName, type Step } from '@workflow/core';

export interface InlineOptions {
  readonly isEnabled: boolean;
  /** Steps that one job may carry out beyond its own. */
  readonly maxSteps: number;
  /** Milliseconds after which a job takes no further step. */
  readonly maxMs: number;
}

export const defaultInline: InlineOptions = { isEnabled: true, maxSteps: 50, maxMs: 5_000 };

/** How much further one job may go by itself, so that one long chain does not keep a worker from everybody else. */
export class InlineBudget {
  readonly #startedAt: number;
  #steps = 0;

  constructor(
    private readonly options: InlineOptions,
    private readonly clock: { now(): number },
    /** The agent of the job; `''` for a job of the engine's own. */
    private readonly agent: string,
  ) {
    this.#startedAt = clock.now();
  }

  /** True when the step may be handed on to the same worker: one of its agent, or one that the engine carries out. */
  allows(step: Step): boolean {
    return (
      this.options.isEnabled &&
      this.#steps < this.options.maxSteps &&
      this.clock.now() - this.#startedAt < this.options.maxMs &&
      (step.kind !== 'action' || foldName(step.agent) === foldName(this.agent))
    );
  }

  spend(): void {
    this.#steps += 1;
  }
}
