import {
  containerOf,
  defaultPriority,
  endStep,
  evaluateExpression,
  isEndedStep,
  isTerminalRun,
  openInstance,
  pathIn,
  settleRemains,
  sparedSteps,
  startsStep,
  stepAt,
  topOf,
  topScope,
  Transition,
  type JoinLook,
  type Plan,
  type RunStop,
  type Scope,
  type StepEnd,
  type StepPlace,
} from '@workflow/core';
import { failAttempt } from './attempt-failures.js';
import { Containers } from './containers.js';
import { failureOf } from './failure-of.js';
import { RunMemory } from './run-memory.js';
import { RunEnd } from './run-end.js';
import { StepActs } from './step-acts.js';
import type { TraceEvent } from './trace.js';
import type { World } from './world.js';

/** Something of a step that goes on by itself. */
interface Living {
  /** True for an attempt, which a drain lets finish. */
  readonly isAttempt: boolean;
  /** Calls it off, without a word. */
  readonly stop: () => void;
}

/** Who started a run, where a step of another run did. */
export interface ParentStep {
  readonly run: MemoryRun;
  readonly stepId: string;
  readonly depth: number;
  /** Told once the run has ended; absent for a detached one. */
  readonly told?: () => void;
}

/**
 * A run in memory: the run rules of the core decide, and what they decide happens at once. Steps begin in `moveOn`, one
 * at a time; whatever takes time is a call of the world.
 */
export class MemoryRun {
  readonly memory: RunMemory;
  readonly trace: TraceEvent[] = [];
  readonly children: MemoryRun[] = [];
  readonly end: RunEnd;
  readonly containers: Containers;
  readonly #acts: StepActs;
  /** Steps that are ready, first come first served within a priority. */
  readonly #ready: string[] = [];
  readonly #living = new Map<string, Living>();
  readonly #looks: Scope[] = [];
  #isLooking = false;
  #steps = 0;

  constructor(
    readonly world: World,
    readonly id: string,
    readonly plan: Plan,
    trigger: unknown,
    readonly parent?: ParentStep,
  ) {
    this.memory = new RunMemory(plan, trigger, world.teamId);
    this.end = new RunEnd(this);
    this.containers = new Containers(this);
    this.#acts = new StepActs(this);
    this.tell('run.started');
    const { timeout } = plan.definition;
    if (timeout !== undefined) {
      const reason = { code: 'RUN_TIMEOUT', message: 'The run took longer than its timeout.' };
      this.end.timer = world.clock.at(world.clock.now() + timeout, () => this.stop({ mode: 'cancel', reason }));
    }
    this.transit((transition) => {
      for (const id of plan.roots) this.#release(transition, id);
    });
  }

  get isOver(): boolean {
    return isTerminalRun(this.memory.run.status);
  }

  /** True while the run waits for nothing but timers, signals and people. */
  get isWaiting(): boolean {
    return !this.isOver && this.#living.size > 0 && [...this.#living.values()].every(({ isAttempt }) => !isAttempt);
  }

  place(path: string): StepPlace {
    return stepAt(this.plan, path);
  }

  tell(type: string, stepId?: string, data?: TraceEvent['data']): void {
    const attempt = stepId === undefined ? undefined : this.memory.facts(stepId).attempts;
    this.trace.push({
      ...{ at: this.world.clock.now(), type },
      ...(stepId !== undefined && { stepId, attempt }),
      ...(data && { data }),
    });
  }

  /** Begins one step, or goes on with the run's end; false when there is nothing to do at this moment. */
  moveOn(): boolean {
    const path = this.#ready.shift();
    if (path !== undefined) {
      if (this.memory.step(path).status === 'ready') this.begin(path);
      return true;
    }
    if (this.isOver || this.#living.size > 0 || this.end.hasBegun) return false;
    const remains = settleRemains(this.plan, this.memory);
    if (remains.kind === 'ended') this.end.begin(remains.cancelled);
    else for (const stepId of remains.stepIds) this.containers.resume(this.place(stepId));
    return true;
  }

  /** True while the run lets the step begin, and what stands in it. */
  starts(path: string): boolean {
    return startsStep(this.plan, this.memory.run.stop, topOf(path));
  }

  /** Looks at the condition, once, and at the milestone, and begins an attempt. */
  begin(path: string): void {
    if (!this.starts(path)) return;
    const place = this.place(path);
    const { condition, onlyWhile } = place.planned;
    const context = this.memory.context(place.scope, place.planned.reads);
    const isFirst = this.memory.facts(path).attempts === 0 && !this.world.mutexes.hasAsked(this, path);
    try {
      if (isFirst && condition !== undefined && !evaluateExpression(condition, context)) {
        return this.#skip(path, 'CONDITION_FALSE', `Its condition is false: ${condition.text}`);
      }
      if (onlyWhile !== undefined && !evaluateExpression(onlyWhile, context)) {
        return this.#skip(path, 'MILESTONE_EXPIRED', `Its milestone is false: ${onlyWhile.text}`);
      }
      if (this.#acts.reuse(place, context)) return;
      if (!this.world.mutexes.enter(this, place, context)) return;
    } catch (error) {
      return this.fail(path, error);
    }
    const facts = this.memory.facts(path);
    facts.attempts += 1;
    facts.startedAt ??= this.world.clock.now();
    facts.beginning ??= this.#steps++;
    this.mark(path, 'running');
    this.tell('step.started', path);
    this.#acts.act(place, context);
  }

  /** Notes something that goes on by itself until the step ends or is called off. */
  lives(path: string, living: Living): void {
    this.#living.set(path, living);
  }

  livesNoMore(path: string): void {
    this.#living.delete(path);
  }

  mark(path: string, status: 'running' | 'waiting' | 'unknown'): void {
    this.transit((transition) => transition.change(path, { status }));
  }

  /** Completes a step with what it gave. */
  complete(path: string, output: unknown, more: Omit<StepEnd & { status: 'completed' }, 'status'> = {}): void {
    this.finish(path, { status: 'completed', ...more }, { value: toJson(output) ?? null });
  }

  /** An attempt has failed: there is another, or the step fails. */
  fail(path: string, error: unknown): void {
    const { failure, reason } = failureOf(error, path);
    failAttempt(this, path, failure, reason);
  }

  /** Ends a step with all that follows from it; nothing when the run takes no more ends of it. */
  finish(path: string, end: StepEnd, output?: { readonly value: unknown }): void {
    const { stop } = this.memory.run;
    const isLate = stop?.mode === 'cancel' && !sparedSteps(this.plan, stop).has(topOf(path));
    if (isLate || isEndedStep(this.memory.step(path).status)) return;
    const facts = this.memory.facts(path);
    if (end.status === 'completed') {
      facts.reason = undefined;
      facts.completion = this.#steps++;
    }
    if (output !== undefined) this.#give(path, output.value);
    this.transit((transition) => endStep(this.plan, transition, path, end, this.#look(transition)));
  }

  /** Ends the run from outside, or by a person. */
  stop(stop: RunStop): void {
    if (this.isOver || this.end.hasBegun) return;
    this.memory.run = { ...this.memory.run, stop };
    this.tell(stop.reason.code === 'RUN_TIMEOUT' ? 'run.timed_out' : 'run.cancel_requested');
    this.#obey(stop);
  }

  /** One transition, and what it brings about. */
  transit(decide: (transition: Transition) => void): void {
    const { stop: before } = this.memory.run;
    const transition = new Transition(this.memory);
    decide(transition);
    this.memory.apply(transition);
    const ended = this.#tellOf(transition).map((path) => this.#ended(path));
    const { stop } = transition.run;
    if (stop !== undefined && stop !== before) this.#obey(stop);
    for (const path of transition.released) this.#queue(path);
    for (const { path, scope } of ended) {
      this.world.mutexes.leave(this, path);
      this.#looks.push(scope);
    }
    this.#lookAtInstances();
  }

  /** Tells what has changed; gives the steps that have ended. */
  #tellOf(transition: Transition): string[] {
    const ended: string[] = [];
    for (const [path, { control, reason }] of transition.changes) {
      const { status } = control;
      if (transition.reads.get(path)?.status === status) continue;
      if (isEndedStep(status)) ended.push(path);
      if (isEndedStep(status) || status === 'waiting' || status === 'unknown') {
        this.tell(`step.${status}`, path, reason && { code: reason.code, message: reason.message });
      }
    }
    return ended;
  }

  open(scope: Scope): void {
    this.transit((transition) => openInstance(this.plan, transition, scope));
  }

  /** Calls off what is living of a step and ends it as far as nobody else does. */
  #ended(path: string): StepPlace {
    const place = this.place(path);
    this.memory.facts(path).finishedAt ??= this.world.clock.now();
    this.#living.get(path)?.stop();
    this.#living.delete(path);
    if (containerOf(place.planned) !== undefined) this.containers.disarm(path);
    return place;
  }

  /** What a stop does to what is going on: a drain lets attempts finish, a cancel does not. */
  #obey({ mode }: RunStop): void {
    if (mode === 'continue') return;
    for (const [path, { isAttempt, stop }] of this.#living) {
      if (this.starts(path) || (mode === 'drain' && isAttempt)) continue;
      stop();
      this.#living.delete(path);
    }
  }

  #queue(path: string): void {
    const priority = priorityOf(this.place(path));
    const behind = this.#ready.findLastIndex((other) => priorityOf(this.place(other)) <= priority);
    this.#ready.splice(behind + 1, 0, path);
  }

  #release(transition: Transition, stepId: string): void {
    transition.change(pathIn(topScope(this.plan), stepId), { status: 'ready' });
    transition.released.add(stepId);
  }

  #skip(path: string, code: string, message: string): void {
    this.finish(path, { status: 'skipped', reason: { code, message, stepId: path } });
  }

  /** The step that a fallback has saved shows the fallback's output. */
  #give(path: string, value: unknown): void {
    const { scope } = this.place(path);
    for (let at: string | undefined = path; at !== undefined;) {
      this.memory.facts(at).output = value;
      const fallbackOf: string | undefined = this.place(at).planned.fallbackOf;
      at = fallbackOf && pathIn(scope, fallbackOf);
    }
  }

  /** Answers joins by expression over the run as the transition has it. */
  #look(transition: Transition): JoinLook {
    return (path) => {
      const { planned, scope } = this.place(path);
      const { rule } = planned.join;
      if (rule.kind !== 'when') throw new RangeError(`The join of step '${path}' has no expression.`);
      try {
        return Boolean(evaluateExpression(rule.expression, this.memory.context(scope, rule.reads, transition)));
      } catch (error) {
        return failureOf(error, path).reason;
      }
    };
  }

  /** One after the other: the end of an instance may be the end of the one around it. */
  #lookAtInstances(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (let scope = this.#looks.shift(); scope !== undefined; scope = this.#looks.shift()) {
      this.containers.ask(scope);
      if (scope.container !== undefined) this.containers.look(scope);
    }
    this.#isLooking = false;
  }
}

function priorityOf({ planned: { step } }: StepPlace): number {
  return step.priority ?? defaultPriority;
}

/** As state keeps it: what is no JSON does not come back from there. */
function toJson(value: unknown): unknown {
  const json = JSON.stringify(value);
  return json === undefined ? undefined : (JSON.parse(json) as unknown);
}
