import { containerOfInstance, type EdgeCounts, type Reason, type Transition } from '@workflow/core';
import type { Redis } from 'ioredis';
import { runOwner, type Codec } from './codec.js';
import { codeOfStatus, edgePrefixes, gatePrefixes, readPrefixes, statusOfCode } from './run-fields.js';
import type { RunKeys } from './run-keys.js';
import { RunRecord } from './run-record.js';
import type { RunSlice } from './run-slice.js';

/** What `steps.<id>` shows to an expression. */
export interface StepReadView {
  readonly status: string;
  readonly output?: unknown;
  readonly error?: Reason;
  readonly attempts: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** Runs as Redis keeps them: reading, and the values that scripts take and give. */
export class RunStore {
  constructor(
    readonly redis: Redis,
    readonly keys: RunKeys,
    readonly codec: Codec,
  ) {}

  /** The run as it stands; undefined when there is none of this id for this team. */
  async read(teamId: string, runId: string): Promise<RunRecord | undefined> {
    const fields = await this.redis.hgetall(this.keys.run(teamId, runId));
    return fields['st'] === undefined ? undefined : new RunRecord(teamId, runId, fields, this.codec);
  }

  /** The same of a slice, read at one moment: what it costs does not grow with the run. */
  async readSlice(teamId: string, runId: string, slice: RunSlice): Promise<RunRecord | undefined> {
    const names = [...slice.fields];
    const values = await this.redis.hmget(this.keys.run(teamId, runId), ...names);
    const fields: Record<string, string> = {};
    for (const [at, value] of values.entries()) if (value !== null) fields[names[at] as string] = value;
    return fields['st'] === undefined ? undefined : new RunRecord(teamId, runId, fields, this.codec, slice);
  }

  encode(teamId: string, runId: string, value: unknown): string {
    return this.codec.encode(value, runOwner(teamId, runId));
  }

  decode(teamId: string, runId: string, stored: string): unknown {
    return this.codec.decode(stored, runOwner(teamId, runId));
  }

  /** A step's output; follows the pointer of a large one. Undefined when the step gave none. */
  async output(teamId: string, runId: string, stored: string): Promise<unknown> {
    if (stored === '') return undefined;
    if (!stored.startsWith('@')) return this.decode(teamId, runId, stored);
    const large = await this.redis.get(this.keys.output(teamId, runId, stored.slice(1)));
    return large === null ? undefined : this.decode(teamId, runId, large);
  }

  /** The stored texts of some fields of a run, `''` for those that are absent. */
  async readFields(teamId: string, runId: string, fields: readonly string[]): Promise<string[]> {
    if (fields.length === 0) return [];
    const values = await this.redis.hmget(this.keys.run(teamId, runId), ...fields);
    return values.map((value) => value ?? '');
  }

  /** Types what a claim brought: `values` holds six per step, in the order of `readPrefixes`, under the given names. */
  async stepViews(
    teamId: string,
    runId: string,
    names: readonly string[],
    values: readonly string[],
  ): Promise<Record<string, StepReadView>> {
    const views: Record<string, StepReadView> = Object.create(null) as Record<string, StepReadView>;
    const width = readPrefixes.length;
    for (const [index, name] of names.entries()) {
      const [status, output, error, attempts, begun, ended] = values.slice(index * width, (index + 1) * width);
      views[name] = {
        status: statusOfCode(status),
        output: await this.output(teamId, runId, output ?? ''),
        error: error ? (this.decode(teamId, runId, error) as Reason) : undefined,
        attempts: Number(attempts ?? 0),
        startedAt: isoTime(begun),
        finishedAt: isoTime(ended),
      };
    }
    return views;
  }

  /** The same from a run that was read. */
  async recordViews(record: RunRecord, stepIds: Iterable<string>): Promise<Record<string, StepReadView>> {
    const ids = [...stepIds];
    const values = ids.flatMap((id) => readPrefixes.map((prefix) => record.raw(`${prefix}:${id}`)));
    return this.stepViews(record.teamId, record.runId, ids, values);
  }
}

function isoTime(ms: string | undefined): string | undefined {
  return ms ? new Date(Number(ms)).toISOString() : undefined;
}

/** What a commit must find unchanged: every step that the decision looked at, and how the run was being ended. */
export function groundsOf(transition: Transition, record: RunRecord): [string, string][] {
  const fields = ['st', 'stop', 'of', ...[...transition.asked].map((path) => `mn:${path}`)];
  for (const stepId of transition.reads.keys())
    for (const prefix of controlPrefixes) fields.push(`${prefix}:${stepId}`);
  return fields.map((field) => [field, record.raw(field)]);
}

/** Fields that hold the control of a step. */
export const controlPrefixes = ['s', 'j', ...Object.values(edgePrefixes), ...Object.values(gatePrefixes)];

/** What a commit writes of a transition; `now` stamps ends and readiness. */
export function writesOf(transition: Transition, now: number, encode: (value: unknown) => string): [string, string][] {
  const writes: [string, string][] = [];
  for (const [stepId, { control, reason }] of transition.changes) {
    writes.push([`s:${stepId}`, codeOfStatus(control.status)]);
    writes.push(...countWrites(stepId, control, edgePrefixes), ...countWrites(stepId, control.gates, gatePrefixes));
    if (control.hasFired) writes.push([`j:${stepId}`, '1']);
    if (reason !== undefined) writes.push([`e:${stepId}`, encode(reason)], [`z:${stepId}`, String(now)]);
    if (control.status === 'ready') writes.push([`q:${stepId}`, String(now)]);
  }
  for (const [path, reason] of transition.failures) writes.push([`I:${path}`, encode(reason)]);
  for (const path of transition.opened) writes.push([`i:${path}`, '1']);
  const closed = Map.groupBy(transition.closed, containerOfInstance);
  for (const [path, instances] of closed) writes.push([`cl:${path}`, JSON.stringify(instances)]);
  for (const path of transition.closed) writes.push([`i:${path}`, '']);
  const { run, foundRun } = transition;
  if (run.status !== foundRun.status) writes.push(['st', run.status]);
  if (run.stop !== foundRun.stop && run.stop !== undefined) writes.push(['stop', JSON.stringify(run.stop)]);
  if (run.open !== foundRun.open) writes.push(['of', run.open === undefined ? '' : JSON.stringify(run.open)]);
  return writes;
}

function countWrites(
  stepId: string,
  counts: EdgeCounts,
  prefixes: Readonly<Record<keyof EdgeCounts, string>>,
): [string, string][] {
  const writes: [string, string][] = [];
  for (const kind of ['arrived', 'failed', 'dead'] as const) {
    if (counts[kind] > 0) writes.push([`${prefixes[kind]}:${stepId}`, String(counts[kind])]);
  }
  return writes;
}
