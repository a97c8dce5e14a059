import type { Reason, RunControl, StepControl } from '@workflow/core';
import type { MemoryRun } from '@workflow/testing';
import { RunRecord } from '../state/run-record.js';
import { teamId, type StateFixture } from '../state/state.fixture.js';

/** A run with containers as one of the two sides knows it, its steps by their paths. */
export interface RunSide {
  readonly run: RunControl;
  /** Paths of the steps that anything is known of. */
  readonly paths: readonly string[];
  step(path: string): StepControl;
  reason(path: string): Reason | undefined;
  output(path: string): unknown;
  /** Instances of a container that are open, and how many of it were opened, have completed, have failed. */
  openInstances(path: string): readonly string[];
  counts(path: string): readonly number[];
  /** What has failed an instance. */
  failure(instance: string): Reason | undefined;
}

/** The run in memory. */
export function sideOfMemory({ memory }: MemoryRun): RunSide {
  return {
    run: memory.run,
    paths: memory.paths,
    step: (path) => memory.step(path),
    reason: (path) => memory.facts(path).reason,
    output: (path) => memory.facts(path).output,
    openInstances: (path) => memory.openInstances(path),
    counts: (path) => {
      const { opened = 0, ok = 0, failed = 0 } = memory.containers.get(path) ?? {};
      return [opened, ok, failed];
    },
    failure: (instance) => memory.failures.get(instance),
  };
}

/** The run on Redis, with what is put away of ended instances. */
export async function readSide(state: StateFixture, runId: string): Promise<RunSide> {
  const { store, redis, keys } = state;
  const [record, kept] = await Promise.all([store.read(teamId, runId), redis.hvals(keys.instances(teamId, runId))]);
  if (record === undefined) throw new Error(`Run ${runId} is gone.`);
  const away = new Map<string, RunRecord>();
  for (const text of kept) {
    const ended = new RunRecord(teamId, runId, JSON.parse(text) as Record<string, string>, store.codec);
    for (const path of ended.stepPaths()) away.set(path, ended);
  }
  const whereIs = (path: string): RunRecord => away.get(path) ?? record;
  return {
    run: record.run,
    paths: [...record.stepPaths(), ...away.keys()],
    step: (path) => whereIs(path).step(path),
    reason: (path) => whereIs(path).stepRecord(path).error,
    output: (path) => decoded(whereIs(path), `o:${path}`),
    openInstances: (path) => record.openInstances(path),
    counts: (path) => ['mn', 'mk', 'mf'].map((prefix) => Number(whereIs(path).raw(`${prefix}:${path}`) || 0)),
    failure: (instance) => decoded(record, `I:${instance}`) as Reason | undefined,
  };

  function decoded(from: RunRecord, field: string): unknown {
    const text = from.raw(field);
    return text === '' ? undefined : store.decode(teamId, runId, text);
  }
}
