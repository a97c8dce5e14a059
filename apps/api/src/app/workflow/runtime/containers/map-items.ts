import {
  asksSteps,
  containerOf,
  containersOn,
  evaluateExpression,
  isEndedStep,
  type PlannedMap,
  type Reason,
  type Scope,
  type StepPlace,
} from '@workflow/core';
import { statusOfCode } from '../../state/run-fields.js';
import type { RunStore } from '../../state/run-store.js';
import type { InstanceCount } from '../../state/scripts/end-instance.js';
import type { Delivery } from '../delivery.js';
import type { Work } from '../taken-step.js';
import { tryEvaluate, type ContainerEnd, type ContainerEnder } from './container-end.js';
import type { EndedInstance, InstanceTally, Opening } from './instance-tally.js';

type Counted = Pick<InstanceCount, 'completed' | 'failed' | 'opened' | 'total'>;

/** What follows from the end of an item of a map, and from the end of a step that a map's `completeWhen` reads. */
export class MapItems {
  constructor(
    private readonly store: RunStore,
    private readonly tally: InstanceTally,
    private readonly ender: ContainerEnder,
  ) {}

  async ended(delivery: Delivery, ended: EndedInstance, map: PlannedMap): Promise<Work | undefined> {
    const outcome = await this.tally.outcome(delivery, ended, map.output);
    const tolerated = await this.#tolerated(delivery, ended, map);
    const opening: Opening = { tolerated, isKept: map.rest === 'keep', limit: 'items' };
    // Nothing begins that the map's own condition may make needless.
    const asksFirst = map.completeWhen !== undefined && ended.state.container === 'running';
    const count = await this.tally.count(delivery, ended, outcome, asksFirst ? { ...opening, limit: 'none' } : opening);
    const end = await this.#endOf(delivery, ended, map, count);
    if (end !== undefined) {
      const work = await this.ender.end(delivery, ended.container.path, end);
      // Of those that are kept, the next begins as it would have.
      if (end.kind === 'completed' && end.keepsInside === true) {
        await this.tally.count(delivery, ended, outcome, opening);
      }
      return work;
    }
    if (asksFirst) await this.tally.count(delivery, ended, outcome, opening);
    return undefined;
  }

  /** Ends a map whose `completeWhen` reads a step that may have ended, if it is complete now; `open` while it goes on, and where it reads none. */
  async ask(delivery: Delivery, place: StepPlace): Promise<Work | undefined | 'open'> {
    const map = containerOf(place.planned) as PlannedMap;
    if (!asksSteps(map)) return 'open';
    const fields = ['s', 'me', 'mk', 'mf', 'mn', 'mt'].map((field) => `${field}:${place.path}`);
    const { teamId, runId } = delivery.run;
    const [stored, unforgiven, ...counts] = await this.store.readFields(teamId, runId, fields);
    const status = statusOfCode(stored);
    if (isEndedStep(status)) return undefined;
    const [completed = 0, failed = 0, opened = 0, total = 0] = counts.map(Number);
    if (status !== 'running' || unforgiven !== '' || opened === 0) return 'open';
    const end = await this.#asked(delivery, place, map, { completed, failed, opened, total });
    return end === undefined ? 'open' : this.ender.end(delivery, place.path, end);
  }

  /** The maps of a scope, and of the instances that are open inside, whose `completeWhen` reads a step of the scope. */
  async asking({ run }: Delivery, scope: Scope): Promise<StepPlace[]> {
    const { asking } = scope.plan;
    // Those of the scope itself are found without reading the run.
    const isDeep = asking.some(({ length }) => length > 1);
    const record = isDeep ? await this.store.read(run.teamId, run.runId) : undefined;
    return asking.flatMap((way) => containersOn(scope, way, (path) => record?.openInstances(path) ?? []));
  }

  async #tolerated(delivery: Delivery, { container }: EndedInstance, { tolerates }: PlannedMap): Promise<number> {
    if ('items' in tolerates) return tolerates.items;
    const { teamId, runId } = delivery.run;
    const [items] = await this.store.readFields(teamId, runId, [`mt:${container.path}`]);
    return Math.floor((Number(items) * tolerates.percent) / 100);
  }

  /** How the map ends by this count; undefined while it goes on. */
  async #endOf(
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
    const asked = await this.#asked(delivery, container, map, count);
    if (asked !== undefined || count.completed + count.failed < count.total) return asked;
    const results = await this.tally.results(delivery, container.path, count.total);
    if ('reason' in results) return { kind: 'failed', reason: results.reason };
    return { kind: 'completed', output: results.given.map((one) => one?.output ?? null) };
  }

  /** How the map ends by its `completeWhen`; undefined while that is false. */
  async #asked(
    delivery: Delivery,
    container: StepPlace,
    map: PlannedMap,
    count: Counted,
  ): Promise<ContainerEnd | undefined> {
    const isComplete = await this.#isComplete(delivery, container, map, count);
    if ('reason' in isComplete) return { kind: 'failed', reason: isComplete.reason };
    if (!isComplete.value) return undefined;
    const results = await this.tally.results(delivery, container.path, count.opened);
    if ('reason' in results) return { kind: 'failed', reason: results.reason };
    const output = results.given.flatMap((one) => (one === undefined ? [] : [one.output]));
    return { kind: 'completed', output, keepsInside: map.rest === 'keep' };
  }

  async #isComplete(
    delivery: Delivery,
    container: StepPlace,
    { completeWhen }: PlannedMap,
    { completed, failed, opened, total }: Counted,
  ): Promise<ReturnType<typeof tryEvaluate<boolean>>> {
    if (completeWhen === undefined) return { value: false };
    const context = await this.tally.context(delivery, container.scope, completeWhen);
    const map: Record<string, unknown> = { ok: completed, failed, active: opened - completed - failed, total };
    // The list may be long, and most expressions count alone.
    if (completeWhen.text.includes('outputs')) {
      const results = await this.tally.results(delivery, container.path, opened);
      if ('reason' in results) return results;
      map['outputs'] = results.given.flatMap((one) => (one === undefined ? [] : [one.output]));
    }
    return tryEvaluate(container.path, () => Boolean(evaluateExpression(completeWhen, { ...context, map })));
  }
}
