import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { teamId } from './engine-fixture.js';
import { ends, held, SlotFixture, step } from './slot-fixture.js';

let room: SlotFixture;
beforeAll(async () => {
  room = await SlotFixture.start();
});
afterAll(() => room.engine.close());
afterEach(() => room.expectNothingLeft());

const caller = { teamId };

describe('a mutex', () => {
  it('lets one step at a time in, in the order in which they came', async () => {
    const { open } = await room.holder();
    const order: string[] = [];
    let inside = 0;
    room.engine.script.on('s', async ({ n }) => {
      inside += 1;
      expect(inside).toBe(1);
      order.push(String(n));
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    });
    await room.publish({ id: 'queue', steps: [held('s', { inputs: { n: '{{trigger.n}}' } })] });
    const runs: string[] = [];
    for (const n of [1, 2, 3, 4, 5]) {
      const runId = await room.start('queue', { n });
      runs.push(runId);
      await room.shows(runId, 's', 'waiting');
    }
    open();
    expect((await Promise.all(runs.map((runId) => room.result(runId)))).map(({ status }) => status)).toEqual(
      Array(5).fill('completed'),
    );
    expect(order).toEqual(['1', '2', '3', '4', '5']);
  });

  it('shows who waits, and for whom', async () => {
    const { open, runId: holding } = await room.holder();
    await room.publish({ id: 'shown', steps: [held('s')] });
    const runId = await room.start('shown');
    const found = await room.shows(runId, 's', 'waiting');
    expect(found).toMatchObject({
      attempts: 0,
      error: { code: 'MUTEX_HELD', message: 'It waits for its mutex (team): K' },
    });
    expect((await room.get(runId)).status).toBe('waiting');
    open();
    expect((await room.result(runId)).steps).toMatchObject([{ status: 'completed', attempts: 1, error: undefined }]);
    expect((await room.timeline(runId)).find(({ type }) => type === 'step.queued')).toMatchObject({
      stepId: 's',
      data: { code: 'MUTEX_HELD', scope: 'team', heldBy: { runId: holding, stepId: 'hold' } },
    });
  });

  it.each([
    ['run', false, false],
    ['team', true, false],
    ['global', true, true],
  ])('of the scope %s holds others off: another run %s, another team %s', async (scope, otherRun, otherTeam) => {
    const hold = room.gate('hold');
    const mutex = { key: 'K', scope };
    await room.publish({ id: 'holder', steps: [step('hold', { mutex })] });
    const first = await room.start('holder');
    await hold.begun;
    await room.publish({ id: 'scoped', steps: [step('s', { mutex })] });
    await room.engine.workflows.publish({ id: 'scoped', steps: [step('s', { mutex })] }, { teamId: 'team_other' });
    const own = await room.start('scoped');
    const foreign = (await room.engine.workflows.start('scoped', {}, { teamId: 'team_other' })).runId;
    await room.shows(own, 's', otherRun ? 'waiting' : 'completed');
    await until('the other team', async () => {
      const [found] = (await room.engine.workflows.get(foreign, { teamId: 'team_other' })).steps;
      return found?.status === (otherTeam ? 'waiting' : 'completed');
    });
    hold.open();
    const all = [
      room.result(first),
      room.result(own),
      room.engine.workflows.result(foreign, { teamId: 'team_other', timeout: 20_000 }),
    ];
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  });

  it('under another key holds nobody off; its key may read other steps', async () => {
    const { open, runId } = await room.holder();
    room.engine.script.on('a', () => ({ id: 'other' }));
    const run = await room.engine.run({
      id: 'other-key',
      steps: [step('a'), held('b', { mutex: { key: '{{steps.a.output.id}}', scope: 'team' } })],
    });
    expect(ends(run)).toEqual({ a: 'completed', b: 'completed' });
    open();
    await room.result(runId);
  });

  it('whose key gives no text fails the step', async () => {
    const run = await room.engine.run({ id: 'no-key', steps: [held('s', { mutex: { key: '{{trigger.k}}' } })] });
    expect([run.status, ends(run)]).toEqual(['failed', { s: 'failed INVALID_INPUT' }]);
  });

  it('is held through retries', async () => {
    let tries = 0;
    const again = Promise.withResolvers<void>();
    room.engine.script.on('hold', async () => {
      tries += 1;
      if (tries === 1) throw new Error('once');
      await again.promise;
    });
    await room.publish({ id: 'retries', steps: [held('hold', { retry: { attempts: 2, delay: 100 } })] });
    await room.publish({ id: 'after', steps: [held('s')] });
    const first = await room.start('retries');
    await room.shows(first, 'hold', 'waiting');
    const second = await room.start('after');
    await room.shows(second, 's', 'waiting');
    await until('the second attempt', () => tries === 2);
    expect((await room.get(second)).steps[0]?.status).toBe('waiting');
    again.resolve();
    expect((await room.result(second)).status).toBe('completed');
    expect((await room.result(first)).steps[0]?.attempts).toBe(2);
  });

  it('is held by a wait until it ends, and given on when it fails', async () => {
    await room.publish({
      id: 'waits',
      steps: [{ id: 'w', wait: { signal: 'go' }, mutex: { key: 'K', scope: 'team' } }],
    });
    await room.publish({ id: 'after', steps: [held('s')] });
    const first = await room.start('waits');
    await until('armed', async () => (await room.timeline(first)).some(({ type }) => type === 'step.waiting'));
    const second = await room.start('after');
    await room.shows(second, 's', 'waiting');
    await room.engine.workflows.signal(first, 'go', {}, caller);
    expect((await room.result(second)).status).toBe('completed');
    room.engine.script.on('bad', () => {
      throw new Error('broken');
    });
    const failed = await room.engine.run({ id: 'fails', steps: [held('bad', { retry: { attempts: 1 } })] });
    expect(failed.status).toBe('failed');
    expect((await room.result(await room.start('after'))).status).toBe('completed');
  });

  it('is not asked for by a step whose condition is false', async () => {
    const { open, runId } = await room.holder();
    const skipped = await room.engine.run({ id: 'no', steps: [held('s', { condition: 'false' })] });
    expect(ends(skipped)).toEqual({ s: 'skipped CONDITION_FALSE' });
    open();
    await room.result(runId);
  });

  it('is waited for after the condition, which is not asked again, and before the milestone, which is', async () => {
    const { open } = await room.holder();
    const slow = room.gate('slow');
    const early = { dependsOn: { steps: ['slow', 'fast'], join: 'first' } };
    await room.publish({
      id: 'milestone',
      steps: [
        step('slow', { agent: 'BETA' }),
        step('fast'),
        held('asked', { ...early, condition: "steps.slow.status != 'completed'" }),
        held('late', { ...early, onlyWhile: "steps.slow.status != 'completed'" }),
      ],
    });
    const runId = await room.start('milestone');
    await room.shows(runId, 'asked', 'waiting');
    await room.shows(runId, 'late', 'waiting');
    slow.open();
    await room.shows(runId, 'slow', 'completed');
    open();
    expect(ends(await room.result(runId))).toMatchObject({ asked: 'completed', late: 'skipped MILESTONE_EXPIRED' });
  });
});
