import {
  renderValue,
  type CompiledValue,
  type Expression,
  type ExpressionContext,
  type Reason,
  type Scope,
  type StepPlace,
} from '@workflow/core';
import { maxOutputBytes } from '../../state/run-fields.js';
import type { RunStore } from '../../state/run-store.js';
import { endInstance, type InstanceCount } from '../../state/scripts/end-instance.js';
import type { Delivery } from '../delivery.js';
import { release } from '../release.js';
import type { StepContexts } from '../step-contexts.js';
import type { WorkflowQueues } from '../workflow-queues.js';
import { tryEvaluate } from './container-end.js';
import { pathsInside, type InstanceState } from './instance-state.js';

/** An instance that has ended, with the container that it belongs to. */
export interface EndedInstance {
  readonly scope: Scope;
  readonly container: StepPlace;
  readonly state: InstanceState;
}

/** How an instance ended: what it gave, or what failed it. */
export type InstanceOutcome =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly reason: Reason };

/** What may begin when an instance is counted. */
export interface Opening {
  /** Instances that there may be: as many as the map has items, or so many; `none` opens nothing. */
  readonly limit: number | 'items' | 'none';
  /** Failed instances that are let pass. */
  readonly tolerated: number;
  /** True where the others go on after the container has completed. */
  readonly isKept: boolean;
}

/** Fields of a hash that are read at once. */
const pageSize = 1_000;

/** Counts instances of containers and keeps what they gave. */
export class InstanceTally {
  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly contexts: StepContexts,
    private readonly clock: { now(): number },
  ) {}

  /** What the instance gave; an output that cannot be rendered or kept fails it. Of one counted before, nothing. */
  async outcome(delivery: Delivery, { scope, state }: EndedInstance, output: CompiledValue): Promise<InstanceOutcome> {
    if (state.failure !== undefined) return { kind: 'failed', reason: state.failure };
    if (!state.isOpen) return { kind: 'completed', output: undefined };
    const reads = [...new Set(output.stepReads.map(({ stepId }) => stepId))];
    const roots = [...output.templates.values()].flatMap(({ holes }) => holes.flatMap((hole) => hole.expression.roots));
    const context = await this.contexts.inScope(delivery.run, scope, reads, roots);
    const rendered = tryEvaluate(scope.path, () => renderValue(output, context));
    if ('reason' in rendered) return { kind: 'failed', reason: rendered.reason };
    const bytes = Buffer.byteLength(JSON.stringify(rendered.value) ?? '');
    if (bytes <= maxOutputBytes) return { kind: 'completed', output: rendered.value };
    return { kind: 'failed', reason: tooLarge(scope.path, bytes) };
  }

  /** Counts the end, and opens the next instance where it may begin: its first steps are given jobs. */
  async count(
    delivery: Delivery,
    { scope, container, state }: EndedInstance,
    outcome: InstanceOutcome,
    { tolerated, isKept, limit }: Opening,
  ): Promise<InstanceCount> {
    const { teamId, runId } = delivery.run;
    const encode = (value: unknown): string => this.store.encode(teamId, runId, value);
    const first = scope.plan.roots;
    const count = await endInstance(this.store.redis, this.store.keys, {
      ...{ teamId, runId, container: container.path, instance: scope.path, tolerated },
      ...(limit !== 'none' && { opens: { first, isKept, ...(limit !== 'items' && { limit }) } }),
      outcome: outcome.kind,
      ...(outcome.kind === 'completed' && { result: encode(outcome.output ?? null) }),
      ...(outcome.kind === 'failed' && { failure: encode(outcome.reason) }),
      steps: state.isOpen ? await pathsInside(this.store, delivery.run, scope) : [],
      now: this.clock.now(),
    });
    if (count.next !== undefined) {
      const paths = first.map((id) => `${container.path}.${count.next}.${id}`);
      await release(this.queues, delivery.plan, delivery.run, paths);
    }
    return count;
  }

  /**
   * What instances 0 to `count` gave, in order; undefined in the place of one that failed or has not ended. A reason
   * where it is more than a step may give.
   */
  async results(
    delivery: Delivery,
    container: string,
    count: number,
  ): Promise<{ readonly given: readonly ({ readonly output: unknown } | undefined)[] } | { readonly reason: Reason }> {
    const { teamId, runId } = delivery.run;
    const key = this.store.keys.results(teamId, runId);
    const given: ({ output: unknown } | undefined)[] = [];
    let bytes = 0;
    for (let from = 0; from < count; from += pageSize) {
      const fields = Array.from({ length: Math.min(pageSize, count - from) }, (_, at) => `${container}.${from + at}`);
      for (const found of await this.store.redis.hmget(key, ...fields)) {
        bytes += found === null ? 0 : Buffer.byteLength(found);
        given.push(found === null ? undefined : { output: this.store.decode(teamId, runId, found) });
      }
      if (bytes > 2 * maxOutputBytes) return { reason: tooLarge(container, bytes) };
    }
    return { given };
  }

  /** What an expression of a scope reads, as it is now. */
  context(delivery: Delivery, scope: Scope, { stepReads, roots }: Expression): Promise<ExpressionContext> {
    const reads = [...new Set(stepReads.map(({ stepId }) => stepId))];
    return this.contexts.inScope(delivery.run, scope, reads, roots);
  }
}

function tooLarge(path: string, bytes: number): Reason {
  const message = `The output has ${bytes} bytes or more; a step may give ${maxOutputBytes}.`;
  return { code: 'OUTPUT_TOO_LARGE', message, stepId: path };
}
