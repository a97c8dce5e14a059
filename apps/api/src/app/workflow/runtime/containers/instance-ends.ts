import {
  evaluateExpression,
  renderValue,
  type CompiledValue,
  type Expression,
  type ExpressionRoot,
  type PlannedContainer,
  type PlannedLoop,
  type PlannedMap,
  type Reason,
  type Scope,
  type StepPlace,
} from '@workflow/core';
import type { RunStore } from '../../state/run-store.js';
import { endInstance, type InstanceCount } from '../../state/scripts/end-instance.js';
import type { Delivery } from '../delivery.js';
import { release } from '../release.js';
import type { StepContexts } from '../step-contexts.js';
import type { Work } from '../taken-step.js';
import type { WorkflowQueues } from '../workflow-queues.js';
import { tryEvaluate, type ContainerEnd, type ContainerEnder } from './container-end.js';
import { pathsInside, readInstance, type InstanceState } from './instance-state.js';

/** An instance that has ended, with the container that it belongs to. */
interface EndedInstance {
  readonly scope: Scope;
  readonly container: StepPlace;
  readonly state: InstanceState;
}

/** How an instance ended: what it gave, or what failed it. */
type Outcome =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly reason: Reason };

/**
 * What follows from the end of an instance: it is counted, the next one is opened, its container ends. Everything here
 * looks at how things stand and may be done again, by a redelivered job or by the root's heal.
 */
export class InstanceEnds {
  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly contexts: StepContexts,
    private readonly ender: ContainerEnder,
    private readonly clock: { now(): number },
  ) {}

  /** To be called when a step of an instance may have been its last; gives what the job does next. */
  async after(delivery: Delivery, path: string): Promise<Work | undefined> {
    const { scope } = delivery.step(path);
    return scope.container === undefined ? undefined : this.look(delivery, scope);
  }

  /** Does what is due if the instance has ended, and then the same for the scopes around it. */
  async look(delivery: Delivery, scope: Scope): Promise<Work | undefined> {
    const container = scope.container as StepPlace;
    const state = await readInstance(this.store, delivery.run, scope);
    if (state.isOpen && !state.hasEnded) return undefined;
    const work = await this.#ended(delivery, { scope, container, state });
    return work ?? this.after(delivery, container.path);
  }

  async #ended(delivery: Delivery, ended: EndedInstance): Promise<Work | undefined> {
    const control = ended.container.planned.control as PlannedContainer;
    switch (control.kind) {
      case 'map':
        return this.#itemEnded(delivery, ended, control);
      case 'loop':
        return this.#iterationEnded(delivery, ended, control);
      case 'interleave':
        return this.#turnsTaken(delivery, ended);
    }
  }

  async #itemEnded(delivery: Delivery, ended: EndedInstance, map: PlannedMap): Promise<Work | undefined> {
    const outcome = await this.#outcome(delivery, ended, map.output);
    const tolerated = await this.#tolerated(delivery, ended, map);
    const asksFirst = map.completeWhen !== undefined && ended.state.container === 'running';
    const isKept = map.rest === 'keep';
    let count = await this.#count(delivery, ended, outcome, { tolerated, isKept, limit: asksFirst ? 'none' : 'items' });
    const end = await this.#endOfMap(delivery, ended, map, count);
    if (end !== undefined) return this.ender.end(delivery, ended.container.path, end);
    if (asksFirst) count = await this.#count(delivery, ended, outcome, { tolerated, isKept, limit: 'items' });
    await this.#release(delivery, ended, count);
    return undefined;
  }

  async #tolerated(delivery: Delivery, { container }: EndedInstance, { tolerates }: PlannedMap): Promise<number> {
    if ('items' in tolerates) return tolerates.items;
    const { teamId, runId } = delivery.run;
    const [items] = await this.store.readFields(teamId, runId, [`mt:${container.path}`]);
    return Math.floor(Number(items) * tolerates.share);
  }

  async #endOfMap(
    delivery: Delivery,
    { container }: EndedInstance,
    map: PlannedMap,
    count: InstanceCount,
  ): Promise<ContainerEnd | undefined> {
    if (count.status !== 'running') return undefined;
    const { teamId, runId } = delivery.run;
    if (count.unforgiven !== undefined) {
      const { code, message, stepId } = this.store.decode(teamId, runId, count.unforgiven) as Reason;
      return { kind: 'failed', reason: { code, message: `An item failed: ${message}`, stepId } };
    }
    const isComplete = await this.#isComplete(delivery, container, map, count);
    if ('reason' in isComplete) return { kind: 'failed', reason: isComplete.reason };
    if (isComplete.value) {
      const output = (await this.results(delivery, container.path, count.opened)).filter((found) => found !== missing);
      return { kind: 'completed', output, keepsInside: map.rest === 'keep' };
    }
    if (count.completed + count.failed < count.total) return undefined;
    const results = await this.results(delivery, container.path, count.total);
    return { kind: 'completed', output: results.map((found) => (found === missing ? null : found)) };
  }

  async #isComplete(
    delivery: Delivery,
    container: StepPlace,
    { completeWhen }: PlannedMap,
    { completed, failed, opened, total }: InstanceCount,
  ): Promise<ReturnType<typeof tryEvaluate<boolean>>> {
    if (completeWhen === undefined) return { value: false };
    const context = await this.#context(delivery, container.scope, completeWhen);
    const map: Record<string, unknown> = { ok: completed, failed, active: opened - completed - failed, total };
    // The list may be long, and most expressions count alone.
    if (completeWhen.text.includes('outputs')) {
      map['outputs'] = (await this.results(delivery, container.path, opened)).filter((found) => found !== missing);
    }
    return tryEvaluate(container.path, () => Boolean(evaluateExpression(completeWhen, { ...context, map })));
  }

  async #iterationEnded(delivery: Delivery, ended: EndedInstance, loop: PlannedLoop): Promise<Work | undefined> {
    const { container, scope, state } = ended;
    const outcome = state.isOpen ? await this.#outcome(delivery, ended, loop.output) : undefined;
    const end = outcome && state.container === 'running' && (await this.#endOfLoop(delivery, ended, loop, outcome));
    // The container ends first: counted, the iteration has no state left that a repetition could decide by.
    const work = end ? await this.ender.end(delivery, container.path, end) : undefined;
    const limit = end ? 'none' : (scope.index as number) + 2;
    const given: Outcome = outcome ?? { kind: 'completed', output: undefined };
    const count = await this.#count(delivery, ended, given, { tolerated: 0, isKept: false, limit });
    await this.#release(delivery, ended, count);
    return work;
  }

  async #endOfLoop(
    delivery: Delivery,
    { container, scope }: EndedInstance,
    loop: PlannedLoop,
    outcome: Outcome,
  ): Promise<ContainerEnd | undefined> {
    if (outcome.kind === 'failed') {
      const { code, message, stepId } = outcome.reason;
      return { kind: 'failed', reason: { code, message: `An iteration failed: ${message}`, stepId } };
    }
    const index = scope.index as number;
    const done: ContainerEnd = { kind: 'completed', output: outcome.output ?? null };
    const next = { index: index + 1, previous: outcome.output };
    const goesOn =
      loop.until === undefined
        ? await this.#asks(delivery, scope, loop.while as Expression, next)
        : await this.#asks(delivery, scope, loop.until);
    if ('reason' in goesOn) return { kind: 'failed', reason: { ...goesOn.reason, stepId: container.path } };
    if (goesOn.value === (loop.until !== undefined)) return done;
    if (index + 1 < loop.maxIterations) return undefined;
    const message = `Its condition asks for more than ${loop.maxIterations} iterations.`;
    return { kind: 'failed', reason: { code: 'LOOP_EXHAUSTED', message, stepId: container.path } };
  }

  /** Asks a loop's expression over an iteration; `loop` stands for the next one where it is asked before that. */
  async #asks(
    delivery: Delivery,
    scope: Scope,
    expression: Expression,
    loop?: object,
  ): Promise<ReturnType<typeof tryEvaluate<boolean>>> {
    const context = await this.#context(delivery, scope, expression);
    const asked = loop === undefined ? context : { ...context, loop };
    return tryEvaluate(scope.path, () => Boolean(evaluateExpression(expression, asked)));
  }

  async #turnsTaken(delivery: Delivery, { container, state }: EndedInstance): Promise<Work | undefined> {
    if (!state.isOpen || state.container !== 'running') return undefined;
    const end: ContainerEnd =
      state.failure === undefined
        ? { kind: 'completed', output: { order: state.begun } }
        : { kind: 'failed', reason: state.failure };
    return this.ender.end(delivery, container.path, end);
  }

  /** What the instance gave: an output that cannot be rendered fails it. Of one that was counted before, nothing. */
  async #outcome(delivery: Delivery, { scope, state }: EndedInstance, output: CompiledValue): Promise<Outcome> {
    if (state.failure !== undefined) return { kind: 'failed', reason: state.failure };
    if (!state.isOpen) return { kind: 'completed', output: undefined };
    const reads = [...new Set(output.stepReads.map(({ stepId }) => stepId))];
    const roots = [...output.templates.values()].flatMap(({ holes }) => holes.flatMap((hole) => hole.expression.roots));
    const context = await this.#read(delivery, scope, reads, roots);
    const rendered = tryEvaluate(scope.path, () => renderValue(output, context));
    if ('reason' in rendered) return { kind: 'failed', reason: rendered.reason };
    return { kind: 'completed', output: rendered.value };
  }

  async #count(
    delivery: Delivery,
    { scope, container, state }: EndedInstance,
    outcome: Outcome,
    { tolerated, isKept, limit }: { tolerated: number; isKept: boolean; limit: number | 'items' | 'none' },
  ): Promise<InstanceCount> {
    const { teamId, runId } = delivery.run;
    const encode = (value: unknown): string => this.store.encode(teamId, runId, value);
    const first = scope.plan.roots;
    return endInstance(this.store.redis, this.store.keys, {
      ...{ teamId, runId, container: container.path, instance: scope.path, tolerated },
      ...(limit !== 'none' && { opens: { first, isKept, ...(limit !== 'items' && { limit }) } }),
      outcome: outcome.kind,
      ...(outcome.kind === 'completed' && { result: encode(outcome.output ?? null) }),
      ...(outcome.kind === 'failed' && { failure: encode(outcome.reason) }),
      steps: state.isOpen ? await pathsInside(this.store, delivery.run, scope) : [],
      now: this.clock.now(),
    });
  }

  async #release(delivery: Delivery, { container, scope }: EndedInstance, { next }: InstanceCount): Promise<void> {
    if (next === undefined) return;
    const first = scope.plan.roots.map((id) => `${container.path}.${next}.${id}`);
    await release(this.queues, delivery.plan, delivery.run, first);
  }

  /** What instances 0 to `count` gave, in order; `missing` for those that failed or have not ended. */
  async results(delivery: Delivery, container: string, count: number): Promise<unknown[]> {
    const { teamId, runId } = delivery.run;
    const key = this.store.keys.results(teamId, runId);
    const results: unknown[] = [];
    for (let from = 0; from < count; from += pageSize) {
      const fields = Array.from({ length: Math.min(pageSize, count - from) }, (_, at) => `${container}.${from + at}`);
      const page = await this.store.redis.hmget(key, ...fields);
      for (const found of page) results.push(found === null ? missing : this.store.decode(teamId, runId, found));
    }
    return results;
  }

  #context(delivery: Delivery, scope: Scope, { stepReads, roots }: Expression): ReturnType<StepContexts['inScope']> {
    return this.#read(delivery, scope, [...new Set(stepReads.map(({ stepId }) => stepId))], roots);
  }

  #read(
    delivery: Delivery,
    scope: Scope,
    reads: readonly string[],
    roots: readonly ExpressionRoot[],
  ): ReturnType<StepContexts['inScope']> {
    return this.contexts.inScope(delivery.run, scope, reads, roots);
  }
}

const missing = Symbol('missing');
/** Fields of a hash that are read at once. */
const pageSize = 1_000;
