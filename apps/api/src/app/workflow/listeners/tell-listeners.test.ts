import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OutboxEvent } from '../outbox/outbox-event.js';
import { Codec, runOwner } from '../state/codec.js';
import { RunRecord } from '../state/run-record.js';
import type { Listener } from './find-listeners.js';
import { TellListeners } from './tell-listeners.js';
import type { WorkflowEvent } from './workflow-event.js';

const [teamId, runId] = ['team_123', 'r1'];
const completed: OutboxEvent = {
  ...{ id: '1-0', type: 'run.completed', teamId, runId, at: Date.UTC(2026, 0, 5, 12) },
  data: { workflowId: 'campaign', version: 3 },
};

describe('TellListeners', () => {
  let heard: WorkflowEvent[];
  let logged: { readonly fields: object; readonly message: string }[];
  beforeEach(() => {
    heard = [];
    logged = [];
  });

  const log = (fields: object, message: string): void => void logged.push({ fields, message });
  const listening: Listener = { name: 'Good.hear', event: 'completed', hear: (event) => void heard.push(event) };
  const tellTo = (listeners: readonly Listener[], record?: RunRecord) =>
    new TellListeners({ of: () => listeners }, { read: async () => record }, { warn: log, error: log }, 50);
  const written = (fields: Record<string, string>, codec = new Codec()) =>
    new RunRecord(teamId, runId, { st: 'completed', ...fields }, codec);

  it('tells of a run with what it gave', async () => {
    await tellTo([listening], written({ ou: '{"report":1}' })).tell(completed);
    expect(heard).toEqual([
      {
        ...{ teamId, runId, workflowId: 'campaign', version: 3, at: '2026-01-05T12:00:00.000Z' },
        ...{ status: 'completed', outputs: { report: 1 } },
      },
    ]);
  });

  it('tells why of a run that is no longer kept', async () => {
    const error = { code: 'AGENT_FAILED', message: 'No.', stepId: 'a' };
    await tellTo([listening]).tell({ ...completed, type: 'run.failed', data: { ...completed.data, error } });
    expect(heard).toMatchObject([{ status: 'failed', error }]);
  });

  it('waits no longer than its limit for one listener, and says which', async () => {
    const hanging: Listener = { ...listening, name: 'Slow.hear', hear: () => new Promise(() => undefined) };
    await tellTo([hanging, listening]).tell(completed);
    expect(heard).toHaveLength(1);
    expect(logged).toEqual([
      { message: 'a listener failed', fields: expect.objectContaining({ listener: 'Slow.hear', teamId, runId }) },
    ]);
  });

  it('tells without the outputs that it cannot read', async () => {
    const key = { id: 'k1', key: randomBytes(32) };
    const sealed = new Codec([key]).encode({ report: 1 }, runOwner(teamId, runId));
    await tellTo([listening], written({ ou: sealed })).tell(completed);
    expect(heard).toHaveLength(1);
    expect(heard[0]).not.toHaveProperty('outputs');
    expect(logged).toMatchObject([{ fields: { teamId, runId } }]);
  });

  it('leaves out an event that nobody here listens to, or that says too little, without looking at the run', async () => {
    const reading = { read: () => Promise.reject(new Error('the run was read')) };
    const teller = (listeners: readonly Listener[]) =>
      new TellListeners({ of: () => listeners }, reading, { warn: log, error: log });
    await teller([]).tell(completed);
    await teller([listening]).tell({ ...completed, type: 'run.paused' });
    await teller([listening]).tell({ ...completed, data: {} });
    expect(heard).toEqual([]);
    expect(logged).toMatchObject([{ message: 'an event lacks what listeners are told' }]);
  });

  it('throws when the run cannot be read, so that the event comes again', async () => {
    const reading = { read: () => Promise.reject(new Error('Redis is away')) };
    const teller = new TellListeners({ of: () => [listening] }, reading, { warn: log, error: log });
    await expect(teller.tell(completed)).rejects.toThrow('Redis is away');
    expect(heard).toEqual([]);
  });
});
