import {
  checkDefinition,
  checkSource,
  checkTrigger,
  planDefinition,
  WorkflowError,
  type AgentCatalogue,
  type ApprovalOutcome,
  type CheckedDefinition,
  type JsonObject,
  type Plan,
  type Reason,
  type RunStatus,
  type StepKind,
  type StepStatus,
} from '@workflow/core';
import { catalogueOf } from './catalogue-of.js';
import type { SignalOutcome } from './mailbox.js';
import type { MemoryRun } from './memory-run.js';
import type { AgentScripts } from './scripted-agents.js';
import type { TraceEvent } from './trace.js';
import type { VirtualClock } from './virtual-clock.js';
import { castVote } from './waits.js';
import { World } from './world.js';

/** A definition in any spelling: an object, or the text of one in YAML or JSON. */
export type TestedDefinition = object | string;

export interface TestOptions {
  readonly trigger?: object;
  /** What the agents do; an action without a script fails its step with `NOT_FOUND`. */
  readonly agents?: AgentScripts;
  /** What undoes completed steps, by the same names; a step is also undone by its own `compensate`. */
  readonly undo?: AgentScripts;
  /** Who can do what; absent: every agent and action that the definition names is there. */
  readonly catalogue?: AgentCatalogue;
  /** Other workflows of the team, which steps start as child runs. */
  readonly workflows?: readonly TestedDefinition[];
  /** Who starts the run: nobody votes on a run of their own. */
  readonly startedBy?: string;
  readonly teamId?: string;
  readonly clock?: VirtualClock;
}

/** A step of a run as it stands. */
export interface TestedStep {
  readonly status: StepStatus;
  readonly kind: StepKind;
  readonly attempts: number;
  readonly output?: unknown;
  readonly error?: Reason;
}

/** A run as it stands. */
export interface TestedRun {
  readonly runId: string;
  readonly workflowId: string;
  readonly status: RunStatus;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Outputs that no completed step gave, with the reason. */
  readonly missingOutputs: Readonly<Record<string, string>>;
  readonly error?: Reason;
  /** Completed steps that a rollback did not undo. */
  readonly notUndone: readonly Reason[];
  /** By their paths: those inside containers as far as they have come to be. */
  readonly steps: Readonly<Record<string, TestedStep>>;
  readonly trace: readonly TraceEvent[];
  readonly children: readonly TestedRun[];
}

/** An answer to an approval. */
export interface TestVote {
  readonly by: string;
  readonly role?: string;
  readonly decision?: ApprovalOutcome['decision'];
  readonly form?: JsonObject;
}

/** A run that is alive: what a test does to it, and how it stands. Time moves by `advance` and `finish` alone. */
export class WorkflowDriver {
  readonly #run: MemoryRun;
  readonly #startedBy?: string;

  constructor(run: MemoryRun, startedBy?: string) {
    this.#run = run;
    if (startedBy !== undefined) this.#startedBy = startedBy;
  }

  /** Lets virtual time go by, ms, with all that happens meanwhile. */
  async advance(ms: number): Promise<TestedRun> {
    const { world } = this.#run;
    await world.runUntil(world.clock.now() + ms);
    return this.now;
  }

  /** Lets time go by until nothing more happens by itself: the run has ended, or waits for a signal or a person. */
  async finish(): Promise<TestedRun> {
    await this.#run.world.runUntil(Number.POSITIVE_INFINITY);
    return this.now;
  }

  /** Sends a signal to the run. @throws WorkflowError CONFLICT when it has ended, or waits for no such signal */
  async signal(name: string, payload: unknown = null): Promise<SignalOutcome> {
    return this.#after(() => this.#run.world.mailbox.toRun(this.#run, name, payload));
  }

  /** Sends a signal under a key, to this run or a child of it. */
  async signalKey(name: string, key: string, payload: unknown = null): Promise<SignalOutcome> {
    return this.#after(() => this.#run.world.mailbox.toKey(name, key, payload));
  }

  /** Somebody's answer to an approval, by its path. @throws WorkflowError CONFLICT, FORBIDDEN, INVALID_REQUEST */
  async approve(path: string, { by, role, decision = 'approve', form }: TestVote): Promise<TestedRun> {
    const armed = this.#run.world.mailbox.find(this.#run, path);
    if (armed?.control.kind !== 'approval') {
      const { status } = this.#run.memory.step(path);
      throw new WorkflowError('CONFLICT', `Step '${path}' asks for no approval now: it is ${status}.`);
    }
    const vote = { by, decision, ...(form && { form }) };
    await this.#after(() => castVote(armed, vote, { role, startedBy: this.#startedBy }));
    return this.now;
  }

  /** A person settles a step in `unknown`. @throws WorkflowError CONFLICT for a step of another status */
  async resolve(path: string, end: { readonly output: unknown } | { readonly failed: string }): Promise<TestedRun> {
    const { status } = this.#run.memory.step(path);
    if (status !== 'unknown') throw new WorkflowError('CONFLICT', `Step '${path}' is ${status}, not unknown.`);
    const reason = { code: 'SEND_UNRESOLVED', message: 'failed' in end ? end.failed : '', stepId: path };
    await this.#after(() => {
      if ('output' in end) this.#run.complete(path, end.output);
      else this.#run.finish(path, { status: 'failed', reason });
    });
    return this.now;
  }

  /** As an operator would; undone only if asked. */
  async cancel(options: { readonly compensate?: boolean } = {}): Promise<TestedRun> {
    const reason = { code: 'RUN_CANCELLED', message: 'An operator cancelled the run.' };
    await this.#after(() => {
      this.#run.end.isUndoAsked = options.compensate === true;
      this.#run.stop({ mode: 'cancel', reason });
    });
    return this.now;
  }

  /** The run as it stands. */
  get now(): TestedRun {
    return viewOf(this.#run);
  }

  async #after<T>(act: () => T): Promise<T> {
    const given = act();
    await this.#run.world.calm();
    return given;
  }
}

/**
 * Starts a run in memory, and lets happen what happens at once.
 * @throws WorkflowError INVALID_DEFINITION, INVALID_TRIGGER, with every problem in `details`
 */
export async function startWorkflow(definition: TestedDefinition, options: TestOptions = {}): Promise<WorkflowDriver> {
  const { agents = {}, undo = {}, workflows = [], teamId = 'team_123' } = options;
  const plans = new Map<string, Plan>();
  for (const one of [...workflows, definition]) {
    const plan = planOf(one, options.catalogue ?? catalogueOf(one), teamId);
    plans.set(plan.definition.id, plan);
  }
  const plan = [...plans.values()].at(-1) as Plan;
  const trigger = checkTrigger(plan.definition, options.trigger);
  if (!trigger.ok) throw refused('INVALID_TRIGGER', plan.definition.id, trigger.problems);
  const findPlan = (id: string): Plan | undefined => plans.get(id);
  const world = new World({ teamId, agents, undos: undo, clock: options.clock, findPlan });
  const driver = new WorkflowDriver(world.start(plan, trigger.trigger), options.startedBy);
  await driver.advance(0);
  return driver;
}

/** Runs a definition in memory until it has ended, or waits for a signal or a person. @throws as `startWorkflow` */
export async function runWorkflow(definition: TestedDefinition, options: TestOptions = {}): Promise<TestedRun> {
  return (await startWorkflow(definition, options)).finish();
}

function planOf(definition: TestedDefinition, catalogue: AgentCatalogue, teamId: string): Plan {
  const checked: CheckedDefinition =
    typeof definition === 'string'
      ? checkSource(definition, { format: 'yaml' }, catalogue, { teamId })
      : checkDefinition({ value: definition }, catalogue, { teamId });
  if (checked.definition === undefined) throw refused('INVALID_DEFINITION', 'The definition', checked.problems);
  return planDefinition(checked.definition);
}

function refused(code: string, what: string, problems: readonly { path: string; message: string }[]): WorkflowError {
  const said = problems.map(({ path, message }) => `${path || '/'}: ${message}`).join('\n');
  return new WorkflowError(code, `${what} was refused:\n${said}`, { details: problems });
}

function viewOf(run: MemoryRun): TestedRun {
  const { memory, plan, end } = run;
  const { status, stop } = memory.run;
  const paths = new Set([...plan.steps.keys(), ...memory.paths]);
  return {
    runId: run.id,
    workflowId: plan.definition.id,
    status: run.isWaiting ? 'waiting' : status,
    outputs: end.outputs,
    missingOutputs: end.missing,
    ...(stop !== undefined && { error: stop.reason }),
    notUndone: end.notUndone,
    steps: Object.fromEntries([...paths].map((path) => [path, stepOf(run, path)])),
    trace: [...run.trace],
    children: run.children.map(viewOf),
  };
}

function stepOf(run: MemoryRun, path: string): TestedStep {
  const { attempts, output, reason } = run.memory.facts(path);
  return {
    status: run.memory.step(path).status,
    kind: run.place(path).planned.step.kind,
    attempts,
    ...(output !== undefined && { output }),
    ...(reason !== undefined && { error: reason }),
  };
}
