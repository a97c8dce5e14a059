import { evaluateExpression, type Expression, type PlannedLoop, type Scope } from '@workflow/core';
import type { Delivery } from '../delivery.js';
import type { Work } from '../taken-step.js';
import { tryEvaluate, type ContainerEnd, type ContainerEnder } from './container-end.js';
import type { EndedInstance, InstanceOutcome, InstanceTally } from './instance-tally.js';

/** What follows from the end of an iteration of a loop. */
export class LoopIterations {
  constructor(
    private readonly tally: InstanceTally,
    private readonly ender: ContainerEnder,
  ) {}

  async ended(delivery: Delivery, ended: EndedInstance, loop: PlannedLoop): Promise<Work | undefined> {
    const { container, scope, state } = ended;
    const outcome = await this.tally.outcome(delivery, ended, loop.output);
    const isAsked = state.isOpen && state.container === 'running';
    const end = isAsked ? await this.#endOf(delivery, ended, loop, outcome) : undefined;
    // The container ends first: counted, the iteration has no state left that a repetition could decide by.
    // It has nothing open but this iteration, which is counted after it.
    const work = end && (await this.ender.end(delivery, container.path, { ...end, keepsInside: true }));
    const limit = end === undefined ? (scope.index as number) + 2 : 'none';
    await this.tally.count(delivery, ended, outcome, { tolerated: 0, isKept: false, limit });
    return work;
  }

  /** How the loop ends after this iteration; undefined while it goes on. */
  async #endOf(
    delivery: Delivery,
    { container, scope }: EndedInstance,
    loop: PlannedLoop,
    outcome: InstanceOutcome,
  ): Promise<Exclude<ContainerEnd, { kind: 'cancelled' }> | undefined> {
    if (outcome.kind === 'failed') {
      const { code, message, stepId } = outcome.reason;
      return { kind: 'failed', reason: { code, message: `An iteration failed: ${message}`, stepId } };
    }
    const next = { index: (scope.index as number) + 1, previous: outcome.output };
    const asked =
      loop.until === undefined
        ? await this.#ask(delivery, scope, loop.while as Expression, next)
        : await this.#ask(delivery, scope, loop.until);
    if ('reason' in asked) return { kind: 'failed', reason: { ...asked.reason, stepId: container.path } };
    const isDone = asked.value === (loop.until !== undefined);
    if (isDone) return { kind: 'completed', output: outcome.output ?? null };
    if (next.index < loop.maxIterations) return undefined;
    const message = `Its condition asks for more than ${loop.maxIterations} iterations.`;
    return { kind: 'failed', reason: { code: 'LOOP_EXHAUSTED', message, stepId: container.path } };
  }

  /** Asks a loop's expression over an iteration; `loop` stands for the next one where it is asked before that. */
  async #ask(
    delivery: Delivery,
    scope: Scope,
    expression: Expression,
    loop?: object,
  ): Promise<ReturnType<typeof tryEvaluate<boolean>>> {
    const context = await this.tally.context(delivery, scope, expression);
    const asked = loop === undefined ? context : { ...context, loop };
    return tryEvaluate(scope.path, () => Boolean(evaluateExpression(expression, asked)));
  }
}
