import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ends, SlotFixture, step } from './slot-fixture.js';

let room: SlotFixture;
beforeAll(async () => {
  room = await SlotFixture.start({ encryptionKeys: [{ id: 'k1', key: Buffer.alloc(32, 7) }] });
});
afterAll(() => room.engine.close());
afterEach(async () => {
  vi.restoreAllMocks();
  const cached = await keys();
  if (cached.length > 0) await room.engine.redis.del(...cached);
  await room.expectNothingLeft();
});

const ttl = 60_000;
const keys = () => room.engine.redis.keys(`{${room.engine.prefix}:cache:*`);
const calls = (stepId: string) => room.engine.script.callsOf(stepId).length;
const cached = (id: string, inputs: object = {}, more: object = {}) =>
  step(id, { inputs, cache: { ttl }, retry: { attempts: 1 }, ...more });
const run = (id: string, ...steps: object[]) => room.engine.run({ id, steps });

describe('an output that may be reused', () => {
  it('completes an equal step of another workflow without an attempt, and says where it comes from', async () => {
    room.engine.script.on('first', () => ({ n: 1 }));
    const made = await run(
      'makes',
      cached('first', { b: 2, a: [1] }),
      step('next', { inputs: { n: '{{steps.first}}' } }),
    );
    const inputs = { a: '{{[1]}}', b: 2 };
    const reused = await run(
      'takes',
      cached('second', inputs),
      step('next', { inputs: { n: '{{steps.second.output.n}}' } }),
    );
    expect(made.steps[0]).toMatchObject({ attempts: 1, output: { n: 1 } });
    expect(reused.steps).toMatchObject([
      { status: 'completed', attempts: 0, output: { n: 1 } },
      { status: 'completed', attempts: 1, output: { n: 1 } },
    ]);
    expect(reused.steps[0]?.startedAt).toBeUndefined();
    expect(calls('second')).toBe(0);
    const told = (await room.timeline(reused.runId)).filter(({ stepId }) => stepId === 'second');
    expect(told).toMatchObject([
      { type: 'step.completed' },
      { type: 'step.reused', data: { runId: made.runId, stepId: 'first' } },
    ]);
  });

  it('is kept encrypted, for as long as it is meant to be', async () => {
    room.engine.script.on('s', () => ({ secret: 'hush' }));
    await run('kept', cached('s'));
    const [key = ''] = await keys();
    expect(await room.engine.redis.get(key)).toMatch(/^~k1~/);
    const left = await room.engine.redis.pttl(key);
    expect(left > 0 && left <= ttl).toBe(true);
    await room.engine.redis.del(key);
    expect((await run('kept', cached('s'))).steps[0]?.attempts).toBe(1);
  });

  it('is not that of other inputs, another action, another agent or another team', async () => {
    await run('base', cached('s', { n: 1 }));
    for (const [inputs, more] of [
      [{ n: 2 }, {}],
      [{ n: 1 }, { action: 'write' }],
      [{ n: 1 }, { agent: 'BETA' }],
    ] as const) {
      expect((await run('other', cached('s', inputs, more))).steps[0]?.attempts).toBe(1);
    }
    const other = { teamId: 'team_other' };
    await room.engine.workflows.publish({ id: 'base', steps: [cached('s', { n: 1 })] }, other);
    const { runId } = await room.engine.workflows.start('base', {}, other);
    expect((await room.engine.workflows.result(runId, { ...other, timeout: 10_000 })).steps[0]?.attempts).toBe(1);
  });

  it('is found by its key in place of its inputs; a key that gives nothing finds nothing', async () => {
    const keyed = (key: string, n: number) => cached('s', { n }, { cache: { ttl, key } });
    await run('keyed', keyed('same', 1));
    expect((await run('keyed', keyed('same', 2))).steps[0]).toMatchObject({ attempts: 0, output: { n: 1 } });
    expect((await run('keyed', keyed('other', 2))).steps[0]?.attempts).toBe(1);
    await run('keyless', keyed('{{trigger.none}}', 1));
    expect((await run('keyless', keyed('{{trigger.none}}', 2))).steps[0]).toMatchObject({ attempts: 1 });
  });

  it('is none of a failure, nor of more than 1 MiB', async () => {
    room.engine.script.on('bad', () => {
      throw new Error('broken');
    });
    expect(ends(await run('fails', cached('bad')))).toEqual({ bad: 'failed AGENT_FAILED' });
    room.engine.script.on('large', () => 'x'.repeat(1_000_000));
    await run('large', cached('large', { n: 1 }));
    expect(await keys()).toEqual([]);
  });

  it('may be large: it is stored apart from its run', async () => {
    room.engine.script.on('s', () => 'x'.repeat(100_000));
    await run('apart', cached('s'));
    const reused = await run('apart', cached('s'));
    expect([reused.steps[0]?.attempts, String(reused.steps[0]?.output).length]).toEqual([0, 100_000]);
  });

  it('lets a step with wrong inputs fail by its own attempt', async () => {
    const failed = await run('wrong', cached('s', { n: '{{1 + [1]}}' }));
    expect(ends(failed)).toEqual({ s: 'failed EXPR_TYPE' });
    expect(failed.steps[0]?.attempts).toBe(1);
  });

  it('is not looked for by a step whose condition is false, and goes on without where Redis keeps nothing', async () => {
    await run('cond', cached('s'));
    expect(ends(await run('cond', cached('s', {}, { condition: 'false' })))).toEqual({ s: 'skipped CONDITION_FALSE' });
    vi.spyOn(room.parts.store.redis, 'set').mockRejectedValueOnce(new Error('OOM'));
    expect((await run('full', cached('s', { other: 1 }))).status).toBe('completed');
  });

  it('is not undone by the run that reused it', async () => {
    const write = cached('w', { n: 1 }, { action: 'write' });
    const bad = step('bad', { dependsOn: ['w'], retry: { attempts: 1 } });
    await run('made', write);
    room.engine.script.on('bad', () => {
      throw new Error('broken');
    });
    const rolled = await room.engine.run({ id: 'rolled', errorHandler: 'rollback_workflow', steps: [write, bad] });
    expect([rolled.status, rolled.notUndone]).toEqual(['failed', []]);
    expect(room.engine.script.calls.filter(({ agent }) => agent === 'undo')).toEqual([]);
  });

  it('is there for the step that waited for the mutex of the one that made it', async () => {
    const gate = room.gate('s');
    const one = cached('s', { n: 1 }, { mutex: { key: 'once', scope: 'team' } });
    const first = await room.publishAndStart({ id: 'once', ...{ steps: [one] } });
    await gate.begun;
    const second = await room.start('once');
    await room.shows(second, 's', 'waiting');
    gate.open();
    expect((await room.result(second)).steps[0]).toMatchObject({ status: 'completed', attempts: 0 });
    expect((await room.result(first)).steps[0]?.attempts).toBe(1);
    expect(calls('s')).toBe(1);
  });

  it('completes a step that was handed on inside the job of another', async () => {
    await run('chain', cached('b', { n: 5 }));
    const reused = await run(
      'chain',
      step('a'),
      cached('b', { n: 5 }, { dependsOn: ['a'] }),
      step('c', { dependsOn: ['b'] }),
    );
    expect(reused.steps.map(({ status, attempts }) => `${status} ${attempts}`)).toEqual([
      ...['completed 1', 'completed 0', 'completed 1'],
    ]);
  });

  it('is not taken by a run that drains', async () => {
    await run('drains', cached('s'));
    const find = room.parts.cache.find.bind(room.parts.cache);
    const bad = room.gate('bad');
    const steps = [cached('s'), step('bad', { agent: 'BETA', retry: { attempts: 1 } })];
    vi.spyOn(room.parts.cache, 'find').mockImplementationOnce(async (...args) => {
      await bad.begun;
      bad.fail(new Error('broken'));
      const { runId } = args[0].run;
      await room.shows(runId, 'bad', 'failed');
      return find(...args);
    });
    const runId = await room.publishAndStart({ id: 'drained', ...{ steps } });
    expect(ends(await room.result(runId))).toMatchObject({ s: 'cancelled RUN_FAILED' });
  });
});
