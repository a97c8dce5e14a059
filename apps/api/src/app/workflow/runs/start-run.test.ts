import { planDefinition, type WorkflowDefinition } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { LatestVersions } from '../definitions/latest-versions.js';
import type { EngineLogger } from '../runtime/engine-logger.js';
import type { RunJobData } from '../runtime/job-data.js';
import type { PlanCache } from '../runtime/plan-cache.js';
import type { WorkflowQueues } from '../runtime/workflow-queues.js';
import { RunKeys } from '../state/run-keys.js';
import { Codec } from '../state/codec.js';
import { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';
import type { StateRoom } from '../state/state-room.js';
import { StartRun } from './start-run.js';

const definition: WorkflowDefinition = {
  ...{ id: 'campaign', inputs: [], triggers: [], steps: [], outputs: [], onFailure: 'drain', priority: 50 },
  errorHandler: { rollback: false, notify: [], announce: false },
};
const silent: EngineLogger = {
  ...{ debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  child: () => silent,
};

interface Facts {
  /** Answers of `create-run`, in turn; the last one again and again. */
  readonly replies: readonly unknown[];
  /** Latest versions that Redis knows, in turn. */
  readonly latest?: readonly number[];
  /** What the versions from 2 on ask for. */
  readonly laterInputs?: WorkflowDefinition['inputs'];
}

/** A start against a Redis of these answers; tells the versions whose job trees were added. */
function startAgainst({ replies, latest = [1], laterInputs = [] }: Facts): {
  start: () => ReturnType<StartRun['start']>;
  trees: number[];
} {
  const trees: number[] = [];
  const left = [...replies];
  const known = [...latest];
  const next = <T>(values: T[]): T => (values.length > 1 ? values.shift() : values[0]) as T;
  const verb = new StartRun(
    {
      redis: { evalsha: async () => next(left) },
      read: async () => new RunRecord('team_123', 'r', { st: 'pending', bh: '', wf: 'campaign', v: '1' }, new Codec()),
      keys: new RunKeys('test'),
      encode: (_: string, __: string, value: unknown) => JSON.stringify(value),
    } as unknown as RunStore,
    new LatestVersions({ latest: async () => next(known) }),
    {
      get: async (_: string, __: string, version: number) =>
        planDefinition(version === 1 ? definition : { ...definition, inputs: laterInputs }),
    } as unknown as PlanCache,
    { addTree: async ({ version }: RunJobData) => void trees.push(version) } as unknown as WorkflowQueues,
    { ask: async () => undefined },
    { demand: async () => undefined } as unknown as StateRoom,
    { sandbox: [] },
    { now: () => 1_000 },
    silent,
  );
  return { start: () => verb.start('campaign', {}, { teamId: 'team_123' }), trees };
}

describe('a start without an idempotency key', () => {
  it('adds the job tree of the run that it wrote', async () => {
    const { start, trees } = startAgainst({ replies: [[1]] });
    expect(await start()).toMatchObject({ status: 'pending', isNew: true });
    expect(trees).toEqual([1]);
  });

  it('adds it as well when the reply to its own write was lost and the write sent again', async () => {
    const { start, trees } = startAgainst({ replies: [[0, '', 'pending']] });
    expect(await start()).toMatchObject({ status: 'pending' });
    expect(trees).toEqual([1]);
  });
});

describe('a start by a process that knows an old version', () => {
  const leadId = { name: 'leadId', type: 'string' as const, required: true };

  it('starts the version that was published meanwhile', async () => {
    const { start, trees } = startAgainst({ replies: [[-3], [-3], [1]], latest: [1, 2, 3] });
    await start();
    expect(trees).toEqual([3]);
  });

  it('judges the trigger by the latest version, not by the one that it knows', async () => {
    const outdated = startAgainst({ replies: [[-3], [1]], latest: [1, 2], laterInputs: [leadId] });
    await expect(outdated.start()).rejects.toMatchObject({ code: 'INVALID_TRIGGER' });
    const fresh = startAgainst({ replies: [[1]], latest: [2, 1], laterInputs: [leadId] });
    await fresh.start();
    expect(fresh.trees).toEqual([1]);
  });

  it('starts nothing of a workflow that was retired meanwhile', async () => {
    const { start, trees } = startAgainst({ replies: [[-2]] });
    await expect(start()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(trees).toEqual([]);
  });
});
