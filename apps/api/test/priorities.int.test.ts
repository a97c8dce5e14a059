import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '@workflow/testing';
import { teamId } from './engine-fixture.js';
import { SlotFixture, step } from './slot-fixture.js';

let room: SlotFixture;
beforeAll(async () => {
  room = await SlotFixture.start({ concurrency: 1 });
});
afterAll(() => room.engine.close());
afterEach(() => room.expectNothingLeft());

const caller = { teamId };
const startAt = async (workflowId: string, priority?: number, trigger: object = {}) =>
  (await room.engine.workflows.start(workflowId, trigger, { ...caller, priority })).runId;
/** What ALPHA was asked to do, in order. */
const order = () => room.engine.script.calls.filter(({ agent }) => agent === 'ALPHA').map(({ ctx }) => ctx.stepId);

/** The one worker of ALPHA is busy until it is let go; what is started meanwhile queues up. */
async function busy() {
  const gate = room.gate('busy');
  const runId = await room.publishAndStart({ id: 'busy', ...{ steps: [step('busy')] } });
  await gate.begun;
  return { ...gate, runId };
}

describe('priorities', () => {
  it('order runs by what their start asks for, else by their definition, equals by their start', async () => {
    const { open, runId } = await busy();
    await room.publish({ id: 'plain', steps: [step('s', { inputs: { n: '{{trigger.n}}' } })] });
    await room.publish({ id: 'urgent', priority: 10, steps: [step('s', { inputs: { n: '{{trigger.n}}' } })] });
    const runs = [
      await startAt('plain', undefined, { n: 'plain' }),
      await startAt('plain', 100, { n: 'last' }),
      await startAt('plain', undefined, { n: 'plain too' }),
      await startAt('urgent', undefined, { n: 'urgent' }),
      await startAt('plain', 1, { n: 'first' }),
      await startAt('urgent', 99, { n: 'late' }),
    ];
    open();
    await Promise.all([runId, ...runs].map((each) => room.result(each)));
    const inputs = room.engine.script.callsOf('s').map(({ input }) => (input as { n: string }).n);
    expect(inputs).toEqual(['first', 'urgent', 'plain', 'plain too', 'late', 'last']);
  });

  it('order the steps of a run, within equal runs', async () => {
    const { open, runId } = await busy();
    const steps = [step('c', { priority: 90 }), step('b'), step('a', { priority: 1 }), step('b2', { priority: 50 })];
    const first = await room.publishAndStart({ id: 'steps', ...{ steps } });
    open();
    await room.result(first);
    await room.result(runId);
    expect(order()).toEqual(['busy', 'a', 'b', 'b2', 'c']);
  });

  it('hold for steps that become ready later: one of another priority is not gone on with at once', async () => {
    const { open, runId } = await busy();
    const chain = [step('a'), step('late', { priority: 100, dependsOn: ['a'] })];
    const first = await room.publishAndStart({ id: 'chain', ...{ steps: chain } });
    const second = await room.publishAndStart({ id: 'other', ...{ steps: [step('other')] } });
    open();
    await Promise.all([runId, first, second].map((each) => room.result(each)));
    expect(order()).toEqual(['busy', 'a', 'other', 'late']);
  });

  it('are kept by a step that waited for its next attempt', async () => {
    const attempt = room.gate('s');
    const retry = { attempts: 2, delay: 1 };
    const first = await room.publishAndStart({ id: 'again', ...{ priority: 90, steps: [step('s', { retry })] } });
    await attempt.begun;
    const gate = room.gate('busy');
    const runId = await room.publishAndStart({ id: 'busy', ...{ steps: [step('busy')] } });
    attempt.fail(new Error('once'));
    await gate.begun;
    room.engine.script.on('s', () => ({}));
    await room.shows(first, 's', 'waiting');
    const second = await room.publishAndStart({ id: 'before', ...{ steps: [step('before')] } });
    gate.open();
    await Promise.all([runId, first, second].map((each) => room.result(each)));
    expect(order()).toEqual(['s', 'busy', 'before', 's']);
  });

  it('order runs of which only so many are at once', async () => {
    const concurrency = { key: 'one', limit: 1 };
    const gate = room.gate('s');
    await room.publish({ id: 'one', concurrency, steps: [step('s')] });
    const first = await startAt('one');
    await gate.begun;
    const order: string[] = [];
    room.engine.script.reset();
    room.engine.script.on('s', (_, { runId }) => void order.push(runId));
    const [plain, last, urgent] = [await startAt('one'), await startAt('one', 60), await startAt('one', 2)];
    gate.open();
    await Promise.all([first, plain, last, urgent].map((each) => room.result(each)));
    expect(order).toEqual([urgent, plain, last]);
  });

  it('belong to what an idempotency key was used for', async () => {
    await room.publish({ id: 'keyed', steps: [step('s')] });
    const start = (priority: number) =>
      room.engine.workflows.start('keyed', {}, { ...caller, idempotencyKey: 'k', priority });
    const { runId } = await start(3);
    expect(await start(3)).toMatchObject({ runId, isNew: false });
    await expect(start(4)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await room.result(runId);
    expect((await room.timeline(runId))[0]).toMatchObject({ type: 'run.created', data: { priority: 3 } });
  });

  it('are found again by who drives a run that has lost its jobs', async () => {
    const { open, runId } = await busy();
    await room.publish({ id: 'lost', steps: [step('lost')] });
    const lost = await startAt('lost', 70);
    const plain = await room.publishAndStart({ id: 'plain', ...{ steps: [step('s')] } });
    const root = await room.parts.queues.root.getJob(lost);
    await root?.remove({ removeChildren: true });
    expect(await room.parts.sweeper.sweep()).toBe(1);
    await until('its job is there again', async () => {
      const jobs = await room.parts.queues.agent('ALPHA').getJobs(['prioritized']);
      return jobs.some((job) => job.id === `${lost}.lost`);
    });
    open();
    await Promise.all([runId, plain, lost].map((each) => room.result(each)));
    expect(order()).toEqual(['busy', 's', 'lost']);
  });
});
