import { until } from '@workflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const step = (id: string, more: object = {}) => ({ ...{ id, agent: 'ALPHA', action: 'read', inputs: {} }, ...more });
const ask = (approval: object, more: object = {}) => ({
  id: 'ask',
  dependsOn: ['draft'],
  approval: { prompt: 'Send "{{steps.draft.output.text}}"?', show: { to: '{{trigger.to}}' }, ...approval },
  ...more,
});
const person = (by: string, role = 'operator') => ({ teamId, by, role });

/** A run that drafts a text and waits for the approval. */
async function asking(approval: object, more: object = {}): Promise<string> {
  const definition = {
    id: 'approved',
    steps: [
      step('draft', { inputs: { text: 'Hello' } }),
      ask(approval, more),
      step('send', { inputs: { by: '{{steps.ask.output.by}}' }, condition: "steps.ask.output.decision == 'approve'" }),
    ],
    outputs: { ask: '{{steps.ask.output}}' },
  };
  await engine.workflows.publish(definition, { teamId });
  const { runId } = await engine.workflows.start('approved', { to: '+1555' }, person('starter'));
  await until('it asks', async () => (await engine.workflows.get(runId, { teamId })).steps[1]?.approval !== undefined);
  return runId;
}
const result = (runId: string) => engine.workflows.result(runId, { teamId, timeout: 20_000 });
const approve = (runId: string, who: ReturnType<typeof person>, more: object = {}) =>
  engine.workflows.approve(runId, 'ask', { decision: 'approve', ...more }, who);

describe('an approval', () => {
  it('asks, counts people once, and goes on when enough have approved', async () => {
    const runId = await asking({ approvers: { roles: ['operator'], count: 2 } });
    await approve(runId, person('ann'), { comment: 'fine' });
    await expect(approve(runId, person('ann'))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await engine.workflows.get(runId, { teamId })).steps[1]).toMatchObject({
      status: 'waiting',
      approval: {
        ...{ prompt: 'Send "Hello"?', show: { to: '+1555' } },
        votes: [{ by: 'ann', decision: 'approve', comment: 'fine' }],
      },
    });
    await approve(runId, person('bob'));
    const run = await result(runId);
    expect(run.outputs).toEqual({ ask: { decision: 'approve', by: ['ann', 'bob'] } });
    expect(run.steps[2]).toMatchObject({ status: 'completed', output: { by: ['ann', 'bob'] } });
    expect(run.steps[1]?.approval).toBeUndefined();
    const { items } = await engine.workflows.timeline(runId, { teamId });
    expect(items.filter(({ type }) => type === 'step.voted')).toHaveLength(2);
  });

  it('is warned of at publishing where it asks a role that may not answer', async () => {
    const approval = ask({ approvers: { roles: ['viewer', 'admin'] } });
    const { warnings } = await engine.workflows.publish(
      { id: 'asks-viewers', steps: [step('draft'), approval] },
      { teamId },
    );
    expect(warnings).toMatchObject([{ code: 'UNKNOWN_ROLE', path: '/steps/1/approval/approvers/roles/0' }]);
  });

  it('is decided by one rejection, which completes the step all the same', async () => {
    const runId = await asking({ approvers: { users: ['ann', 'bob', 'cyd'], count: 3 } });
    await approve(runId, person('ann'));
    await engine.workflows.approve(runId, 'ask', { decision: 'reject', comment: 'no' }, person('bob'));
    const run = await result(runId);
    expect([run.status, run.outputs, run.steps[2]?.status]).toEqual([
      'completed',
      { ask: { decision: 'reject', by: ['bob'] } },
      'skipped',
    ]);
    await expect(approve(runId, person('cyd'))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { status: 'completed' },
    });
  });

  it('takes nobody who is not asked, and not the one who started the run', async () => {
    const runId = await asking({ approvers: { roles: ['operator'], users: ['eve'] } });
    await expect(approve(runId, person('dan', 'admin'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(approve(runId, person('starter'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(
      engine.workflows.approve(runId, 'draft', { decision: 'approve' }, person('eve')),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(approve(runId, { ...person('eve'), teamId: 'team_x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await approve(runId, person('eve', 'viewer'));
    expect((await result(runId)).outputs).toEqual({ ask: { decision: 'approve', by: ['eve'] } });
  });

  it('takes a form that fits, and says what does not', async () => {
    const form = [{ name: 'amount', type: 'integer', required: true }];
    const runId = await asking({ approvers: { roles: ['operator'] }, form });
    await expect(approve(runId, person('ann'), { form: { amount: 'much' } })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      details: [{ path: '/form/amount' }],
    });
    await approve(runId, person('ann'), { form: { amount: 5 } });
    expect((await result(runId)).outputs).toEqual({ ask: { decision: 'approve', by: ['ann'], form: { amount: 5 } } });
  });

  it.each([
    ['fail', 'failed', undefined],
    ['approve', 'completed', { ask: { decision: 'approve', by: [] } }],
    ['reject', 'completed', { ask: { decision: 'reject', by: [] } }],
  ])('at its timeout does as onTimeout %s says', async (onTimeout, status, outputs) => {
    const runId = await asking({ approvers: { roles: ['operator'] }, onTimeout }, { timeout: 60 });
    const run = await result(runId);
    expect(run.status).toBe(status);
    if (outputs !== undefined) expect(run.outputs).toEqual(outputs);
  });

  it('asks nobody any more when its run is being ended', async () => {
    const slow = Promise.withResolvers<void>();
    engine.script.on('slow', () => slow.promise);
    const definition = {
      id: 'ending',
      steps: [
        { id: 'ask', approval: { prompt: 'Go on?', approvers: { roles: ['operator'] } } },
        step('slow', { agent: 'BETA' }),
        step('bad', { retry: { attempts: 1 } }),
      ],
    };
    engine.script.on('bad', async (_, { runId }) => {
      await until(
        'it asks',
        async () => (await engine.workflows.get(runId, { teamId })).steps[0]?.approval !== undefined,
      );
      throw new Error('broken');
    });
    await engine.workflows.publish(definition, { teamId });
    const { runId } = await engine.workflows.start('ending', {}, { teamId });
    await until('it is failing', async () => (await engine.workflows.get(runId, { teamId })).status === 'failing');
    await expect(approve(runId, person('ann'))).rejects.toMatchObject({ code: 'CONFLICT' });
    slow.resolve();
    expect((await result(runId)).steps[0]).toMatchObject({ status: 'cancelled' });
  });

  it('counts each of many votes cast at one moment, and decides once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
    const runId = await asking({ approvers: { roles: ['operator'], count: 5 } });
    const cast = await Promise.allSettled(names.map((name) => approve(runId, person(name))));
    const taken = names.filter((_, index) => cast[index]?.status === 'fulfilled');
    const run = await result(runId);
    const { by } = (run.outputs?.['ask'] ?? {}) as { by: string[] };
    expect(by).toHaveLength(5);
    expect(new Set(by)).toEqual(new Set(taken));
  });
});
