import {
  asksSteps,
  containerOf,
  containersOn,
  evaluateExpression,
  instanceAt,
  instanceOf,
  pathIn,
  renderValue,
  TerminalError,
  type CompiledValue,
  type Expression,
  type ExpressionContext,
  type PlannedContainer,
  type PlannedLoop,
  type PlannedMap,
  type Reason,
  type Scope,
  type StepPlace,
} from '@workflow/core';
import { tryEvaluate } from './failure-of.js';
import { cutShort, hasEnded, isCutShort } from './instance-ends.js';
import type { MemoryRun } from './memory-run.js';
import type { ContainerFacts } from './run-memory.js';

/** What an instance gave, or what failed it. */
type Outcome = { readonly value: unknown } | { readonly reason: Reason };

/** Maps, loops and interleaves of a run: opens their instances, and ends them by what their instances came to. */
export class Containers {
  readonly #timers = new Map<string, () => void>();

  constructor(private readonly run: MemoryRun) {}

  /** Begins a container. @throws what its expressions throw; TerminalError INVALID_INPUT for a map over no list */
  open(place: StepPlace, context: ExpressionContext): void {
    const { path, planned } = place;
    const control = containerOf(planned) as PlannedContainer;
    const items = control.kind === 'map' ? listOf(control.over, context) : [];
    const facts: ContainerFacts = { items, opened: 0, ok: 0, failed: 0, results: new Map() };
    this.run.memory.containers.set(path, facts);
    this.#arm(place);
    switch (control.kind) {
      case 'map':
        if (items.length === 0) return this.run.complete(path, []);
        for (let at = 0; at < control.concurrency; at += 1) this.#next(place, facts, items.length);
        if (asksSteps(control)) this.#endsAsAsked(place, facts, control);
        return;
      case 'loop':
        return this.#openLoop(place, facts, control);
      case 'interleave':
        return this.run.open(instanceOf(place));
    }
  }

  /** Does what is due where an instance has ended. */
  look(scope: Scope): void {
    const { memory } = this.run;
    if (!memory.isOpen(scope.path) || !hasEnded(memory, scope)) return;
    const container = scope.container as StepPlace;
    if (isCutShort(memory, scope)) return cutShort(this.run, container);
    const facts = memory.containers.get(container.path) as ContainerFacts;
    const control = container.planned.control as PlannedContainer;
    const failure = memory.failures.get(scope.path);
    const outcome = control.kind === 'interleave' ? { value: null } : this.#outcome(scope, control.output, failure);
    memory.close(scope.path);
    if (control.kind !== 'interleave') this.#count(scope, facts, outcome);
    switch (control.kind) {
      case 'map':
        return this.#itemEnded(container, facts, control);
      case 'loop':
        return this.#iterationEnded(container, scope, facts, control);
      case 'interleave':
        return this.#turnsTaken(container, scope, failure);
    }
  }

  /** Asks the maps whose `completeWhen` reads a step of this scope, of which one has ended. */
  ask(scope: Scope): void {
    for (const way of scope.plan.asking) {
      for (const place of containersOn(scope, way, (path) => this.run.memory.openInstances(path))) {
        const facts = this.run.memory.containers.get(place.path);
        const isRunning = this.run.memory.step(place.path).status === 'running';
        if (facts !== undefined && isRunning) this.#endsAsAsked(place, facts, containerOf(place.planned) as PlannedMap);
      }
    }
  }

  /** Looks again at a container of which nothing lives: the run begins nothing more in it. */
  resume(place: StepPlace): void {
    const { memory } = this.run;
    for (const path of memory.openInstances(place.path)) this.look(instanceAt(place, path));
    if (memory.step(place.path).status !== 'running') return;
    if (this.run.starts(place.path)) throw new RangeError(`Nothing moves in '${place.path}': the kit is at fault.`);
    const message = 'The run failed before all that stands inside could begin.';
    this.run.finish(place.path, { status: 'cancelled', reason: { code: 'RUN_FAILED', message } });
  }

  disarm(path: string): void {
    this.#timers.get(path)?.();
    this.#timers.delete(path);
  }

  #arm({ path, planned }: StepPlace): void {
    const { timeout } = planned.step;
    if (timeout === undefined) return;
    const { clock } = this.run.world;
    const reason = { code: 'TIMEOUT', message: 'It took longer than its timeout.', stepId: path };
    const fire = (): void => this.run.finish(path, { status: 'failed', reason });
    this.#timers.set(path, clock.at(clock.now() + timeout, fire));
  }

  #openLoop(place: StepPlace, facts: ContainerFacts, loop: PlannedLoop): void {
    if (loop.while !== undefined && !this.#asks(instanceOf(place, 0), loop.while)) {
      return this.run.complete(place.path, null);
    }
    this.#next(place, facts, 1);
  }

  /** Opens the next instance, as far as there may be more and the run begins any. */
  #next(place: StepPlace, facts: ContainerFacts, limit: number): void {
    if (facts.opened >= limit || !this.run.starts(place.path)) return;
    const index = facts.opened;
    facts.opened += 1;
    this.run.open(instanceOf(place, index));
  }

  #outcome(scope: Scope, output: CompiledValue, failure: Reason | undefined): Outcome {
    if (failure !== undefined) return { reason: failure };
    const reads = output.stepReads.map(({ stepId }) => stepId);
    return tryEvaluate(scope.path, () => renderValue(output, this.run.memory.context(scope, reads)) ?? null);
  }

  #count(scope: Scope, facts: ContainerFacts, outcome: Outcome): void {
    const { path, index = 0, container } = scope;
    if ('value' in outcome) {
      facts.ok += 1;
      facts.results.set(index, outcome.value);
    } else {
      facts.failed += 1;
      const control = container?.planned.control as PlannedMap | PlannedLoop;
      const tolerated = control.kind === 'map' ? toleratedBy(control, facts.items.length) : 0;
      if (facts.failed > tolerated) facts.unforgiven ??= outcome.reason;
    }
    this.run.tell(`instance.${'value' in outcome ? 'completed' : 'failed'}`, path);
  }

  #itemEnded(place: StepPlace, facts: ContainerFacts, map: PlannedMap): void {
    const { path } = place;
    const { length } = facts.items;
    const { memory } = this.run;
    if (memory.step(path).status === 'running') {
      if (facts.unforgiven !== undefined) return this.#fail(path, 'An item failed', facts.unforgiven);
      if (!this.#endsAsAsked(place, facts, map) && facts.ok + facts.failed === length) {
        return this.run.complete(
          path,
          facts.items.map((_, index) => facts.results.get(index) ?? null),
        );
      }
    }
    const { status } = memory.step(path);
    if (status === 'running' || (status === 'completed' && map.rest === 'keep')) this.#next(place, facts, length);
    // What it stands in may have waited for the items that it kept.
    if (status !== 'running' && place.scope.container !== undefined) this.look(place.scope);
  }

  /** Ends the map where its `completeWhen` holds or fails; false when it goes on. */
  #endsAsAsked(place: StepPlace, facts: ContainerFacts, map: PlannedMap): boolean {
    const isComplete = this.#isComplete(place, facts, map);
    if ('reason' in isComplete) this.run.finish(place.path, { status: 'failed', reason: isComplete.reason });
    else if (isComplete.value) this.run.complete(place.path, inOrder(facts), { keepsInside: map.rest === 'keep' });
    else return false;
    return true;
  }

  #isComplete(
    { path, scope }: StepPlace,
    facts: ContainerFacts,
    { completeWhen }: PlannedMap,
  ): ReturnType<typeof tryEvaluate<boolean>> {
    if (completeWhen === undefined) return { value: false };
    const { ok, failed, opened, items } = facts;
    const reads = completeWhen.stepReads.map(({ stepId }) => stepId);
    const map = { ok, failed, active: opened - ok - failed, total: items.length, outputs: inOrder(facts) };
    const context = { ...this.run.memory.context(scope, reads), map };
    return tryEvaluate(path, () => Boolean(evaluateExpression(completeWhen, context)));
  }

  #iterationEnded(place: StepPlace, scope: Scope, facts: ContainerFacts, loop: PlannedLoop): void {
    const { path } = place;
    if (this.run.memory.step(path).status !== 'running') return;
    if (facts.unforgiven !== undefined) return this.#fail(path, 'An iteration failed', facts.unforgiven);
    const index = scope.index as number;
    const next = { index: index + 1, previous: facts.results.get(index) };
    const asked = tryEvaluate(path, () =>
      loop.until === undefined ? this.#asks(scope, loop.while as Expression, next) : !this.#asks(scope, loop.until),
    );
    if ('reason' in asked) return this.run.finish(path, { status: 'failed', reason: asked.reason });
    if (!asked.value) return this.run.complete(path, facts.results.get(index));
    if (index + 1 < loop.maxIterations) return this.#next(place, facts, index + 2);
    const message = `Its condition asks for more than ${loop.maxIterations} iterations.`;
    this.run.finish(path, { status: 'failed', reason: { code: 'LOOP_EXHAUSTED', message, stepId: path } });
  }

  #asks(scope: Scope, expression: Expression, loop?: object): boolean {
    const reads = expression.stepReads.map(({ stepId }) => stepId);
    const context = this.run.memory.context(scope, reads);
    return Boolean(evaluateExpression(expression, loop === undefined ? context : { ...context, loop }));
  }

  #turnsTaken({ path }: StepPlace, scope: Scope, failure: Reason | undefined): void {
    if (this.run.memory.step(path).status !== 'running') return;
    if (failure !== undefined) return this.run.finish(path, { status: 'failed', reason: failure });
    const placeOf = (id: string): number | undefined => this.run.memory.facts(pathIn(scope, id)).beginning;
    const begun = [...scope.plan.steps.keys()].filter((id) => placeOf(id) !== undefined);
    this.run.complete(path, { order: begun.toSorted((a, b) => (placeOf(a) as number) - (placeOf(b) as number)) });
  }

  #fail(path: string, what: string, { code, message, stepId }: Reason): void {
    this.run.finish(path, { status: 'failed', reason: { code, message: `${what}: ${message}`, stepId } });
  }
}

/** What the succeeded instances gave, in order, without gaps. */
function inOrder({ results }: ContainerFacts): unknown[] {
  return [...results].toSorted(([a], [b]) => a - b).map(([, value]) => value);
}

function toleratedBy({ tolerates }: PlannedMap, items: number): number {
  return 'items' in tolerates ? tolerates.items : Math.floor((items * tolerates.percent) / 100);
}

function listOf(over: Expression, context: ExpressionContext): readonly unknown[] {
  const items = evaluateExpression(over, context);
  if (Array.isArray(items)) return items;
  throw new TerminalError('INVALID_INPUT', `\`${over.text}\` gives no list, and a map goes over one.`);
}
