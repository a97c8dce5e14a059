import {
  containerOf,
  evaluateExpression,
  instanceAt,
  instanceOf,
  openInstance,
  startsStep,
  TerminalError,
  topOf,
  type Expression,
  type ExpressionContext,
  type Plan,
  type PlannedContainer,
  type PlannedLoop,
  type PlannedMap,
  type Scope,
  type StepPlace,
} from '@workflow/core';
import type { RunRecord } from '../../state/run-record.js';
import type { RunStore } from '../../state/run-store.js';
import { openMap } from '../../state/scripts/open-map.js';
import { sliceOfOpening } from '../decision-slices.js';
import type { Delivery } from '../delivery.js';
import { release } from '../release.js';
import type { RunCommitter } from '../run-committer.js';
import type { StepContexts } from '../step-contexts.js';
import type { TakenStep, Work } from '../taken-step.js';
import type { WorkflowQueues } from '../workflow-queues.js';
import { tryEvaluate, type ContainerEnd, type ContainerEnder } from './container-end.js';
import type { InstanceEnds } from './instance-ends.js';
import { livesInside } from './instance-state.js';

/**
 * Carries out maps, loops and interleaves: opens their first instances. What follows is done by the jobs of the steps
 * inside, so the container's own job ends, or is parked until the step's timeout.
 */
export class ContainerRunner {
  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly committer: RunCommitter,
    private readonly contexts: StepContexts,
    private readonly ends: InstanceEnds,
    private readonly ender: ContainerEnder,
    private readonly clock: { now(): number },
  ) {}

  /** Begins a container that was claimed, or goes on with one that has begun. */
  async act(delivery: Delivery, taken: TakenStep): Promise<Work | undefined> {
    const place = delivery.step(taken.stepId);
    const work = await this.#open(delivery, place, taken);
    return work === 'open' ? this.#parkUntilTimeout(delivery, place) : work;
  }

  /** Looks at everything inside again: somebody may have died before doing what was due. */
  async resume(delivery: Delivery, path: string): Promise<Work | undefined> {
    const place = delivery.step(path);
    const { teamId, runId } = delivery.run;
    const record = await this.store.read(teamId, runId);
    if (record === undefined) return undefined;
    const isRunning = record.step(path).status === 'running';
    if (isRunning && this.#isOverdue(record, place)) {
      const reason = { code: 'TIMEOUT', message: 'It took longer than its timeout.', stepId: path };
      return this.#end(delivery, place, { kind: 'failed', reason });
    }
    if (isRunning && containerOf(place.planned)?.kind === 'map') {
      const asked = await this.ends.ask(delivery, place);
      if (asked !== 'open') return asked;
    }
    for (const instance of record.openInstances(path)) {
      const work = await this.ends.look(delivery, instanceAt(place, instance));
      if (work !== undefined) return work;
    }
    if (!isRunning) return undefined;
    const last = lastCounted(record, place);
    const work = last && (await this.ends.look(delivery, last));
    if (work !== undefined) return work;
    if (!startsStep(delivery.plan, record.stop, topOf(path)) && !livesInside(delivery.plan, record, place)) {
      const message = 'The run failed before all that stands inside could begin.';
      const outermost = outermostIdle(delivery.plan, record, place);
      return this.#end(delivery, outermost, { kind: 'cancelled', reason: { code: 'RUN_FAILED', message } });
    }
    return this.#parkUntilTimeout(delivery, place);
  }

  async #open(delivery: Delivery, place: StepPlace, taken: TakenStep): Promise<Work | undefined | 'open'> {
    const control = containerOf(place.planned) as PlannedContainer;
    const { teamId, runId } = delivery.run;
    const [opened] = await this.store.readFields(teamId, runId, [`mn:${place.path}`]);
    if (opened !== '') return this.resume(delivery, place.path);
    switch (control.kind) {
      case 'map':
        return this.#openMap(delivery, place, control, taken);
      case 'loop':
        return this.#openLoop(delivery, place, control);
      case 'interleave':
        return this.#openByRules(delivery, place, instanceOf(place));
    }
  }

  async #openMap(
    delivery: Delivery,
    place: StepPlace,
    { over, concurrency, scope, rest }: PlannedMap,
    taken: TakenStep,
  ): Promise<Work | undefined | 'open'> {
    const listed = tryEvaluate(place.path, () => listOf(over, taken.context));
    if ('reason' in listed) return this.#end(delivery, place, { kind: 'failed', reason: listed.reason });
    const items = listed.value;
    if (items.length === 0) return this.#end(delivery, place, { kind: 'completed', output: [] });
    const { teamId, runId } = delivery.run;
    await this.#storeItems(delivery, place.path, items);
    const reply = await openMap(this.store.redis, this.store.keys, {
      ...{ teamId, runId, map: place.path, token: delivery.token, now: this.clock.now() },
      ...{ items: items.length, window: concurrency, first: scope.roots },
    });
    if (reply.kind !== 'open') return reply.kind === 'fenced' ? undefined : this.resume(delivery, place.path);
    const first = Array.from({ length: reply.count }, (_, index) =>
      scope.roots.map((id) => `${place.path}.${index}.${id}`),
    );
    const work = await this.ends.ask(delivery, place);
    // A map that keeps its items lets them begin all the same.
    if (work === 'open' || rest === 'keep') await release(this.queues, delivery.plan, delivery.run, first.flat());
    return work;
  }

  async #storeItems(delivery: Delivery, path: string, items: readonly unknown[]): Promise<void> {
    const { teamId, runId } = delivery.run;
    const key = this.store.keys.items(teamId, runId);
    for (let from = 0; from < items.length; from += pageSize) {
      const page = items
        .slice(from, from + pageSize)
        .flatMap((item, at) => [`${path}.${from + at}`, this.store.encode(teamId, runId, item ?? null)]);
      await this.store.redis.hset(key, ...page);
    }
  }

  async #openLoop(delivery: Delivery, place: StepPlace, loop: PlannedLoop): Promise<Work | undefined | 'open'> {
    const first = instanceOf(place, 0);
    if (loop.while !== undefined) {
      const reads = loop.while.stepReads.map(({ stepId }) => stepId);
      const context = await this.contexts.inScope(delivery.run, first, [...new Set(reads)], loop.while.roots);
      const asked = tryEvaluate(place.path, () => Boolean(evaluateExpression(loop.while as Expression, context)));
      if ('reason' in asked) return this.#end(delivery, place, { kind: 'failed', reason: asked.reason });
      if (!asked.value) return this.#end(delivery, place, { kind: 'completed', output: null });
    }
    return this.#openByRules(delivery, place, first);
  }

  /** Opens the first instance of a loop, or the one of an interleave. */
  async #openByRules(delivery: Delivery, place: StepPlace, scope: Scope): Promise<Work | undefined | 'open'> {
    const { plan, run, token } = delivery;
    const decided = await this.committer.decide({
      ...{ teamId: run.teamId, runId: run.runId, plan, now: this.clock.now() },
      fence: { stepId: place.path, token },
      grounds: [`mn:${place.path}`],
      slices: [() => sliceOfOpening(place, scope)],
      decide: (transition, record) => {
        if (record.raw(`mn:${place.path}`) !== '' || transition.step(place.path).status !== 'running') return false;
        if (!startsStep(plan, transition.run.stop, topOf(place.path))) return false;
        openInstance(plan, transition, scope);
        return true;
      },
      writes: () => [[`mn:${place.path}`, '1']],
    });
    if (decided.kind === 'void') return this.resume(delivery, place.path);
    await release(this.queues, plan, run, [...decided.transition.released]);
    return 'open';
  }

  /** The end of a container may be the end of the instance that it stands in. */
  async #end(delivery: Delivery, place: StepPlace, end: ContainerEnd): Promise<Work | undefined> {
    return (await this.ender.end(delivery, place.path, end)) ?? this.ends.after(delivery, place.path);
  }

  async #parkUntilTimeout(delivery: Delivery, place: StepPlace): Promise<Work | undefined> {
    const { timeout } = place.planned.step;
    if (timeout === undefined) return undefined;
    const { teamId, runId } = delivery.run;
    const fields = [`s:${place.path}`, `b:${place.path}`, 'stop'];
    const [status, begunAt, stop] = await this.store.readFields(teamId, runId, fields);
    // While the run is being ended its root looks after what is left, which it cannot before every job has ended.
    return status === 'r' && stop === '' ? delivery.park(Number(begunAt) + timeout) : undefined;
  }

  #isOverdue(record: RunRecord, { path, planned }: StepPlace): boolean {
    const { timeout } = planned.step;
    const { begunAt } = record.stepRecord(path);
    return timeout !== undefined && begunAt !== undefined && begunAt + timeout <= this.clock.now();
  }
}

/**
 * The outermost of the containers around one of a run that is being ended in which nothing lives: what is cancelled is
 * cancelled from the outside in, as the root does it, so that it does not count who comes first. A map between them that
 * has completed and keeps its items stays as it is.
 */
function outermostIdle(plan: Plan, record: RunRecord, place: StepPlace): StepPlace {
  let found = place;
  for (let around = place.scope.container; around !== undefined; around = around.scope.container) {
    if (livesInside(plan, record, around)) return found;
    if (record.step(around.path).status === 'running') found = around;
  }
  return found;
}

/**
 * The instance that was opened last of a map in which none is open: whoever counted it may have died before the next one
 * was opened, or the map ended.
 */
function lastCounted(record: RunRecord, place: StepPlace): Scope | undefined {
  const opened = Number(record.raw(`mn:${place.path}`) || 0);
  const isIdle = opened > 0 && record.openInstances(place.path).length === 0;
  return isIdle && containerOf(place.planned)?.kind === 'map' ? instanceOf(place, opened - 1) : undefined;
}

function listOf(over: Expression, context: ExpressionContext): readonly unknown[] {
  const items = evaluateExpression(over, context);
  if (Array.isArray(items)) return items;
  throw new TerminalError('INVALID_INPUT', `\`${over.text}\` gives no list, and a map goes over one.`);
}

/** Items that are written at once. */
const pageSize = 1_000;
