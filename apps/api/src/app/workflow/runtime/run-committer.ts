import { setTimeout as pause } from 'node:timers/promises';
import { containerOf, isEndedStep, sparedSteps, stepAt, Transition, WorkflowError, type Plan } from '@workflow/core';
import type { NewEvent } from '../state/scripts/commit-run.js';
import { commitRun } from '../state/scripts/commit-run.js';
import type { RunRecord } from '../state/run-record.js';
import { OutsideSlice, type RunSlice } from '../state/run-slice.js';
import { groundsOf, writesOf, type RunStore } from '../state/run-store.js';
import type { Mutexes } from './slots/mutexes.js';
import { wakeMemberOf } from './step-jobs.js';
import { armedPlacesOf } from './waits/wait-addresses.js';

/** One decision of the run rules over a run as it stands, to be written if its grounds still stand. */
export interface RunDecision {
  readonly teamId: string;
  readonly runId: string;
  readonly plan: Plan;
  /** The attempt that must still hold its fence. */
  readonly fence?: { readonly stepId: string; readonly token: number };
  /** True where attempts of the run may be under way: what the root decides comes when none is. */
  readonly isInJob?: boolean;
  readonly now: number;
  /** What is read in the place of the whole run, the smallest first: the next where the decision looks outside of it. */
  readonly slices?: readonly (() => RunSlice | Promise<RunSlice>)[];
  /** Decides; called again when the grounds have changed. False leaves all as it is. */
  decide(transition: Transition, record: RunRecord): boolean | Promise<boolean>;
  /** What is written beside the rules' own changes. */
  readonly writes?: (record: RunRecord) => readonly (readonly [string, string])[];
  /** Fields that must still hold what was read, beside those of the steps that the decision looked at. */
  readonly grounds?: readonly string[];
  readonly largeOutput?: { readonly stepId: string; readonly value: string };
  readonly completes?: string;
  /** Lines for the timeline beside those of the rules' own changes. */
  readonly events?: () => readonly NewEvent[];
  /** Steps whose parked jobs are to be woken. */
  readonly wakes?: () => readonly string[];
}

export type Decided =
  /** With the run as it was found. */
  | { readonly kind: 'written'; readonly transition: Transition; readonly record: RunRecord }
  /** Nothing to write: the fence was lost, the run is gone, or the decision found its work done. */
  | { readonly kind: 'void' };

/** A decision about a few steps collides with others about the same steps alone; this many in a row is a defect. */
const maxCollisions = 200;
/** Collisions after which a decision stands aside: hundreds that end at once before one join all look at it. */
const patience = 5;
/** Milliseconds that it stands aside for at the most: more for each collision, up to all of it. */
const longestPause = 1_000;
const pauseGrowth = 20;

/**
 * The slow path: reads the run, or as much of it as the decision looks at, lets the rules decide, writes with
 * compare-and-set over exactly what the decision looked at, and decides again when that has changed.
 */
export class RunCommitter {
  constructor(
    private readonly store: RunStore,
    private readonly mutexes: Pick<Mutexes, 'tidy'>,
  ) {}

  /** @throws WorkflowError INTERNAL when the grounds change again and again */
  async decide(decision: RunDecision): Promise<Decided> {
    const { runId, slices = [] } = decision;
    let reads = 0;
    for (let collisions = 0; collisions < maxCollisions; collisions += 1) {
      if (collisions >= patience) await standAside(collisions);
      const record = await this.#read(decision, slices[reads]);
      if (record === undefined) return { kind: 'void' };
      try {
        const decided = await this.#decideOver(decision, record);
        if (decided !== 'changed') return decided;
      } catch (error) {
        if (!(error instanceof OutsideSlice)) throw error;
        reads += 1;
      }
    }
    throw new WorkflowError(
      'INTERNAL',
      `The state of run ${runId} changed under every one of ${maxCollisions} decisions.`,
    );
  }

  async #read(
    { teamId, runId, grounds = [] }: RunDecision,
    slice: (() => RunSlice | Promise<RunSlice>) | undefined,
  ): Promise<RunRecord | undefined> {
    if (slice === undefined) return this.store.read(teamId, runId);
    const { fields, containers } = await slice();
    return this.store.readSlice(teamId, runId, { fields: new Set([...fields, ...grounds]), containers });
  }

  /** @throws OutsideSlice before anything is written */
  async #decideOver(decision: RunDecision, record: RunRecord): Promise<Decided | 'changed'> {
    const { teamId, runId, now, plan } = decision;
    const transition = new Transition(record);
    if (!(await decision.decide(transition, record))) return { kind: 'void' };
    const encode = (value: unknown): string => this.store.encode(teamId, runId, value);
    const reply = await commitRun(this.store.redis, this.store.keys, {
      teamId,
      runId,
      now,
      fence: decision.fence,
      expects: [
        ...groundsOf(transition, record),
        ...(decision.grounds ?? []).map((field): [string, string] => [field, record.raw(field)]),
      ],
      writes: [
        ...writesOf(transition, now, encode),
        ...sparedWrites(plan, transition),
        ...(decision.writes?.(record) ?? []),
      ],
      statusFound: record.status,
      statusNext: transition.run.status,
      largeOutput: decision.largeOutput,
      completes: decision.completes,
      stops: isNewStop(transition),
      events: [...eventsOf(transition, record), ...(decision.events?.() ?? [])],
      wakes: [...transition.withdrawn, ...(decision.wakes?.() ?? [])].map((stepId) =>
        wakeMemberOf(plan, record, stepId),
      ),
      disarms: [...transition.changes].flatMap(([stepId, { control }]) =>
        isEndedStep(control.status) ? armedPlacesOf(this.store, record, stepAt(plan, stepId)) : [],
      ),
    });
    switch (reply) {
      case 'changed':
        return 'changed';
      case 'fenced':
        return { kind: 'void' };
      case 'written':
        await this.#freeMutexes(decision, transition, record);
        return { kind: 'written', transition, record };
    }
  }

  /** An attempt that is called off while it runs keeps its mutex until it is over, and frees it itself. */
  async #freeMutexes(
    { plan, fence, isInJob = false }: RunDecision,
    transition: Transition,
    record: RunRecord,
  ): Promise<void> {
    for (const [stepId, { control }] of transition.changes) {
      const isAttempt = containerOf(stepAt(plan, stepId).planned) === undefined;
      const runs = (isInJob || fence !== undefined) && isAttempt && record.step(stepId).status === 'running';
      if (isEndedStep(control.status) && !runs) await this.mutexes.tidy(record, stepAt(plan, stepId));
    }
  }
}

/** One of those that collide writes every time; at random, so that the same one does not lose every time. */
function standAside(collisions: number): Promise<void> {
  return pause(Math.random() * Math.min(pauseGrowth * collisions, longestPause));
}

/** True when nothing more is to begin, but for what the stop spares. */
function isNewStop({ run, foundRun }: Transition): boolean {
  const { stop } = run;
  return stop !== undefined && stop !== foundRun.stop && stop.mode !== 'continue';
}

/** Marks the steps that a new stop spares, for the scripts that ask how the run is being ended. */
function sparedWrites(plan: Plan, { run, foundRun }: Transition): [string, string][] {
  if (run.stop === foundRun.stop) return [];
  return [...sparedSteps(plan, run.stop)].map((stepId) => [`v:${stepId}`, '1']);
}

/** What the timeline tells of a decision: each step that it ended, and the run's turn to failing. */
function eventsOf(transition: Transition, record: RunRecord): NewEvent[] {
  const events: NewEvent[] = [];
  for (const [stepId, { control, reason }] of transition.changes) {
    if (control.status === record.step(stepId).status || control.status === 'ready') continue;
    const attempt = record.attempts(stepId);
    const data =
      reason === undefined ? '' : JSON.stringify({ code: reason.code, message: reason.message, cause: reason.stepId });
    // A step whose undo failed goes back to completed: it did not complete a second time.
    const isUndoFailed = record.step(stepId).status === 'compensating' && control.status === 'completed';
    events.push({ type: isUndoFailed ? 'step.undo_failed' : `step.${control.status}`, stepId, attempt, data });
  }
  const { run, foundRun } = transition;
  if (run.stop !== undefined && run.stop !== foundRun.stop) {
    const { code, message, stepId } = run.stop.reason;
    events.push({
      type: run.stop.outcome === undefined ? 'run.failing' : 'run.ending',
      stepId,
      data: JSON.stringify({ code, message, onFailure: run.stop.mode }),
    });
  }
  return events;
}
