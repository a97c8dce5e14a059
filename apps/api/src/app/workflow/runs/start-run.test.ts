import { planDefinition, type WorkflowDefinition } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import type { DefinitionStore } from '../definitions/definition-store.js';
import type { EngineLogger } from '../runtime/engine-logger.js';
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

/** A start against a Redis that answers `create-run` with this; counts the job trees that were added. */
function startAgainst(reply: unknown): { start: () => ReturnType<StartRun['start']>; trees: () => number } {
  let trees = 0;
  const verb = new StartRun(
    {
      redis: { evalsha: async () => reply },
      read: async () => new RunRecord('team_123', 'r', { st: 'pending', bh: '', wf: 'campaign', v: '1' }, new Codec()),
      keys: new RunKeys('test'),
      encode: (_: string, __: string, value: unknown) => JSON.stringify(value),
    } as unknown as RunStore,
    { head: async () => ({ isRetired: false, latestVersion: 1 }) } as unknown as DefinitionStore,
    { get: async () => planDefinition(definition) } as unknown as PlanCache,
    { addTree: async () => void (trees += 1) } as unknown as WorkflowQueues,
    { demand: async () => undefined } as unknown as StateRoom,
    { sandbox: [] },
    { now: () => 1_000 },
    silent,
  );
  return { start: () => verb.start('campaign', {}, { teamId: 'team_123' }), trees: () => trees };
}

describe('a start without an idempotency key', () => {
  it('adds the job tree of the run that it wrote', async () => {
    const { start, trees } = startAgainst([1]);
    expect(await start()).toMatchObject({ status: 'pending', isNew: true });
    expect(trees()).toBe(1);
  });

  it('adds it as well when the reply to its own write was lost and the write sent again', async () => {
    const { start, trees } = startAgainst([0, '', 'pending']);
    expect(await start()).toMatchObject({ status: 'pending' });
    expect(trees()).toBe(1);
  });
});
