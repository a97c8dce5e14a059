import {
  containerOfInstance,
  noEdges,
  pendingStep,
  type ControlState,
  type EdgeCounts,
  type Reason,
  type RunControl,
  type RunStatus,
  type RunStop,
  type StepControl,
  type StepStatus,
} from '@workflow/core';
import { runOwner, type Codec } from './codec.js';
import { edgePrefixes, gatePrefixes, statusOfCode } from './run-fields.js';
import { OutsideSlice, type RunSlice } from './run-slice.js';

/** A step of a run as stored; times are ms since 1970. */
export interface StepRecord {
  readonly stepId: string;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly begunAt?: number;
  readonly lastBegunAt?: number;
  readonly endedAt?: number;
  readonly readyAt?: number;
  readonly dueAt?: number;
  /** Place in the order of completion, from 1. */
  readonly sequence?: number;
  readonly error?: Reason;
}

/** The step whose attempt has started a run as its child. */
export interface ParentStep {
  readonly runId: string;
  readonly stepId: string;
  readonly attempt: number;
}

/**
 * A run's hash as it was read at one moment, typed on the way out: whole, or a slice of it. A slice throws OutsideSlice
 * when it is asked for what was not read.
 */
export class RunRecord implements ControlState {
  readonly #fields: Readonly<Record<string, string>>;
  readonly #slice: RunSlice | undefined;
  readonly #codec: Codec;
  #open: ReadonlyMap<string, readonly string[]> | undefined;
  /** One object: a decision tells by it whether it changed how the run is being ended. */
  readonly run: RunControl;

  constructor(
    readonly teamId: string,
    readonly runId: string,
    fields: Readonly<Record<string, string>>,
    codec: Codec,
    slice?: RunSlice,
  ) {
    this.#fields = fields;
    this.#codec = codec;
    this.#slice = slice;
    const open = this.#json('of') as readonly Reason[] | undefined;
    this.run = {
      status: this.status,
      stop: this.#json('stop') as RunStop | undefined,
      ...(open === undefined ? {} : { open }),
    };
  }

  /** The stored text of a field, `''` when absent: what a commit expects to find again. */
  raw(field: string): string {
    return this.#text(field) ?? '';
  }

  /** The run as it will be when these fields are written. */
  with(writes: Iterable<readonly [field: string, value: string]>): RunRecord {
    const fields = { ...this.#fields, ...Object.fromEntries(writes) };
    return new RunRecord(this.teamId, this.runId, fields, this.#codec, this.#slice);
  }

  get status(): RunStatus {
    return this.raw('st') as RunStatus;
  }
  get workflowId(): string {
    return this.raw('wf');
  }
  get version(): number {
    return Number(this.raw('v'));
  }
  get trigger(): unknown {
    return this.#decode('in');
  }
  get createdAt(): number {
    return Number(this.raw('at'));
  }
  get startedAt(): number | undefined {
    return this.#number('sa');
  }
  get endedAt(): number | undefined {
    return this.#number('ea');
  }
  get correlationId(): string {
    return this.raw('ci');
  }
  get traceparent(): string | undefined {
    return this.raw('tp') === '' ? undefined : this.raw('tp');
  }
  get sandbox(): readonly string[] {
    return this.raw('sb') === '' ? [] : this.raw('sb').split(',');
  }
  /** Who started it; undefined where nobody was named. */
  get startedBy(): string | undefined {
    return this.raw('by') === '' ? undefined : this.raw('by');
  }
  /** The step that started it as a child run; undefined where a trigger did. */
  get parent(): ParentStep | undefined {
    return this.#json('pa') as ParentStep | undefined;
  }
  /** Runs above it: 0 for one that is no child. */
  get depth(): number {
    return this.#number('dp') ?? 0;
  }
  /** What its start asked for; undefined for the definition's own. */
  get priority(): number | undefined {
    return this.#number('pr');
  }
  /** The slot that the run has or waits for; undefined where any number of runs may be at once. */
  get slotId(): string | undefined {
    return this.raw('sl') === '' ? undefined : this.raw('sl');
  }
  /** While it waits for others of its workflow to end: how many may be at once. */
  get waitsForLimit(): number | undefined {
    return this.#number('sw');
  }
  /** Generation of the root's heal. */
  get generation(): number {
    return this.#number('g') ?? 0;
  }
  get completions(): number {
    return this.#number('seq') ?? 0;
  }
  get isUndoAsked(): boolean {
    return this.raw('undo') === '1';
  }
  get outputs(): Readonly<Record<string, unknown>> | undefined {
    return this.#decode('ou') as Readonly<Record<string, unknown>> | undefined;
  }
  get missingOutputs(): Readonly<Record<string, string>> | undefined {
    return this.#json('mo') as Readonly<Record<string, string>> | undefined;
  }
  get notUndone(): readonly Reason[] | undefined {
    return this.#json('nu') as readonly Reason[] | undefined;
  }
  get stop(): RunStop | undefined {
    return this.run.stop;
  }

  step(stepId: string): StepControl {
    const status = statusOfCode(this.#text(`s:${stepId}`));
    const own = this.#counts(stepId, edgePrefixes);
    const gates = this.#counts(stepId, gatePrefixes);
    const hasFired = this.raw(`j:${stepId}`) !== '';
    if (status === 'pending' && own === noEdges && gates === noEdges && !hasFired) return pendingStep;
    return { status, ...own, gates, hasFired };
  }

  openInstances(containerPath: string): readonly string[] {
    if (this.#slice !== undefined) {
      return this.#knownInstances(this.#slice, containerPath).filter((path) => this.raw(`i:${path}`) !== '');
    }
    this.#open ??= Map.groupBy(
      Object.keys(this.#fields).flatMap((field) => (field.startsWith('i:') ? [field.slice(2)] : [])),
      containerOfInstance,
    );
    return this.#open.get(containerPath) ?? [];
  }

  /** One that was opened after they were looked for is not among them. */
  #knownInstances({ containers }: RunSlice, containerPath: string): readonly string[] {
    const known = containers.get(containerPath);
    if (known === undefined || known.opened !== this.raw(`mn:${containerPath}`)) throw new OutsideSlice(containerPath);
    return known.paths;
  }

  #counts(stepId: string, prefixes: Readonly<Record<keyof EdgeCounts, string>>): EdgeCounts {
    const arrived = this.#number(`${prefixes.arrived}:${stepId}`) ?? 0;
    const failed = this.#number(`${prefixes.failed}:${stepId}`) ?? 0;
    const dead = this.#number(`${prefixes.dead}:${stepId}`) ?? 0;
    return arrived + failed + dead === 0 ? noEdges : { arrived, failed, dead };
  }

  /** Attempts of a step that have begun. */
  attempts(stepId: string): number {
    return this.#number(`a:${stepId}`) ?? 0;
  }

  stepRecord(stepId: string): StepRecord {
    return {
      stepId,
      status: statusOfCode(this.#text(`s:${stepId}`)),
      attempts: this.attempts(stepId),
      begunAt: this.#number(`b:${stepId}`),
      lastBegunAt: this.#number(`l:${stepId}`),
      endedAt: this.#number(`z:${stepId}`),
      readyAt: this.#number(`q:${stepId}`),
      dueAt: this.#number(`r:${stepId}`),
      sequence: this.#number(`n:${stepId}`),
      error: this.#decode(`e:${stepId}`) as Reason | undefined,
    };
  }

  /** Paths of the steps that are not pending. */
  stepPaths(): string[] {
    return Object.keys(this.#whole()).flatMap((field) => (field.startsWith('s:') ? [field.slice(2)] : []));
  }

  /** Steps whose output lies under a key of its own. */
  largeOutputs(): string[] {
    return Object.entries(this.#whole()).flatMap(([field, value]) =>
      field.startsWith('o:') && value === `@${field.slice(2)}` ? [field.slice(2)] : [],
    );
  }

  #text(field: string): string | undefined {
    if (this.#slice?.fields.has(field) === false) throw new OutsideSlice(field);
    return this.#fields[field];
  }

  #whole(): Readonly<Record<string, string>> {
    if (this.#slice !== undefined) throw new OutsideSlice('every step');
    return this.#fields;
  }

  #number(field: string): number | undefined {
    const text = this.#text(field);
    return text === undefined || text === '' ? undefined : Number(text);
  }

  #decode(field: string): unknown {
    const text = this.#text(field);
    if (text === undefined || text === '') return undefined;
    return this.#codec.decode(text, runOwner(this.teamId, this.runId));
  }

  #json(field: string): unknown {
    const text = this.#text(field);
    return text === undefined || text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}
