import type { Run } from '@workflow/contract';
import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());
afterEach(() => engine.script.reset());

const caller = { teamId };
const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'ALPHA', action: 'read', inputs: {}, retry: { attempts: 1 } },
  ...more,
});
const ends = (run: { steps: readonly { stepId: string; status: string; error?: { code: string } }[] }) =>
  Object.fromEntries(
    run.steps.map(({ stepId, status, error }) => [stepId, error ? `${status} ${error.code}` : status]),
  );
const stateOf = async (runId: string, stepId: string) =>
  (await engine.workflows.get(runId, caller)).steps.find((found) => found.stepId === stepId);
const armed = (runId: string, stepId: string) =>
  until(`${stepId} is armed`, async () => (await stateOf(runId, stepId))?.status === 'waiting');
const result = (runId: string): Promise<Run> => engine.workflows.result(runId, { ...caller, timeout: 20_000 });

async function start(definition: object, trigger: object = {}): Promise<string> {
  const { id } = await engine.workflows.publish(definition, caller);
  return (await engine.workflows.start(id, trigger, caller)).runId;
}
/** Keys about signals that are left, but for those that a repetition is known by. */
const signalKeys = async (): Promise<string[]> =>
  (await engine.redis.keys(`{${engine.prefix}*`)).filter((key) => /:(armed|mail)$/.test(key));

describe('a wait for a signal', () => {
  const waiting = {
    id: 'waiting',
    steps: [
      step('ask'),
      { id: 'reply', dependsOn: ['ask'], wait: { signal: 'answer' } },
      step('use', { inputs: { text: '{{steps.reply.output.text}}' } }),
    ],
  };

  it('ends when the signal comes, and gives its payload', async () => {
    const runId = await start(waiting);
    await armed(runId, 'reply');
    expect((await engine.workflows.get(runId, caller)).status).toBe('waiting');
    expect(await engine.workflows.signal(runId, 'answer', { text: 'yes' }, caller)).toBe('given');
    const run = await result(runId);
    expect([run.status, run.steps[2]?.output]).toEqual(['completed', { text: 'yes' }]);
    expect(await signalKeys()).toEqual([]);
  });

  it('takes a signal that came early, and each signal once, first in first out', async () => {
    const begun = Promise.withResolvers<void>();
    engine.script.on('ask', () => begun.promise);
    const runId = await start({
      ...waiting,
      id: 'early',
      steps: [...waiting.steps, { id: 'again', dependsOn: ['use'], wait: { signal: 'answer' } }],
    });
    expect(await engine.workflows.signal(runId, 'answer', { text: 'first' }, caller)).toBe('kept');
    expect(await engine.workflows.signal(runId, 'answer', { text: 'second' }, caller)).toBe('kept');
    begun.resolve();
    const run = await result(runId);
    expect(run.steps.map(({ output }) => output).slice(1)).toEqual([
      { text: 'first' },
      { text: 'first' },
      { text: 'second' },
    ]);
    expect(await signalKeys()).toEqual([]);
  });

  it('that is transient does not: what came early is dropped, and the timeline says so', async () => {
    const begun = Promise.withResolvers<void>();
    engine.script.on('ask', () => begun.promise);
    const runId = await start({
      id: 'transient',
      steps: [step('ask'), { id: 'reply', dependsOn: ['ask'], wait: { signal: 'answer', mailbox: 'transient' } }],
    });
    expect(await engine.workflows.signal(runId, 'answer', { text: 'early' }, caller)).toBe('dropped');
    begun.resolve();
    await armed(runId, 'reply');
    await engine.workflows.signal(runId, 'answer', { text: 'late' }, caller);
    expect((await result(runId)).steps[1]?.output).toEqual({ text: 'late' });
    const { items } = await engine.workflows.timeline(runId, caller);
    expect(items.map(({ type }) => type)).toContain('run.signal_dropped');
  });

  it('takes the signals that match, and leaves the others to other waits', async () => {
    const runId = await start({
      id: 'matching',
      steps: [
        step('order', { inputs: { id: 7 } }),
        { id: 'own', wait: { signal: 'paid', match: 'signal.orderId == steps.order.output.id' } },
        { id: 'big', wait: { signal: 'paid', match: 'signal.amount * 1 > 100' } },
      ],
    });
    await armed(runId, 'own');
    await armed(runId, 'big');
    expect(await engine.workflows.signal(runId, 'paid', { orderId: 8, amount: 5 }, caller)).toBe('kept');
    expect(await engine.workflows.signal(runId, 'paid', { orderId: 9, amount: {} }, caller)).toBe('kept');
    await engine.workflows.signal(runId, 'paid', { orderId: 1, amount: 500 }, caller);
    await engine.workflows.signal(runId, 'paid', { orderId: 7, amount: 1 }, caller);
    const run = await result(runId);
    expect(run.steps.map(({ output }) => output)).toEqual([
      { id: 7 },
      { orderId: 7, amount: 1 },
      { orderId: 1, amount: 500 },
    ]);
  });

  it('takes the one that matches behind a dozen that were kept before it', async () => {
    const begun = Promise.withResolvers<void>();
    engine.script.on('ask', () => begun.promise);
    const wait = { signal: 'paid', match: 'signal.n == 12' };
    const runId = await start({ id: 'deep-mail', steps: [step('ask'), { id: 'w', dependsOn: ['ask'], wait }] });
    for (let n = 0; n < 14; n += 1) expect(await engine.workflows.signal(runId, 'paid', { n }, caller)).toBe('kept');
    begun.resolve();
    expect((await result(runId)).steps[1]?.output).toEqual({ n: 12 });
  });

  it('takes the one that matches behind a dozen others that wait', async () => {
    const ids = Array.from({ length: 13 }, (_, n) => n);
    const steps = ids.map((n) => ({ id: `w${n}`, wait: { signal: 'paid', match: `signal.n == ${n}` } }));
    const runId = await start({ id: 'deep-list', steps });
    for (const n of ids) await armed(runId, `w${n}`);
    for (const n of ids.toReversed()) {
      expect(await engine.workflows.signal(runId, 'paid', { n }, caller)).toBe('given');
    }
    expect((await result(runId)).steps.map(({ output }) => output)).toEqual(ids.map((n) => ({ n })));
  });

  it('fails at its timeout, which is not retried', async () => {
    const runId = await start({ id: 'too-late', steps: [{ id: 'reply', timeout: 50, wait: { signal: 'answer' } }] });
    const run = await result(runId);
    expect([run.status, ends(run)]).toEqual(['failed', { reply: 'failed TIMEOUT' }]);
    expect(await signalKeys()).toEqual([]);
  });

  it('refuses a signal that no step waits for, naming those that are awaited, and one to a run that has ended', async () => {
    const runId = await start({ ...waiting, id: 'named' });
    await expect(engine.workflows.signal(runId, 'anwser', {}, caller)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('It waits for answer.'),
    });
    await engine.workflows.signal(runId, 'answer', {}, caller);
    await result(runId);
    await expect(engine.workflows.signal(runId, 'answer', {}, caller)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('takes a repetition under the same key for the same signal', async () => {
    const runId = await start({
      id: 'repeated',
      steps: [
        { id: 'one', wait: { signal: 'go' } },
        { id: 'two', dependsOn: ['one'], wait: { signal: 'go' } },
      ],
    });
    await armed(runId, 'one');
    const once = { ...caller, idempotencyKey: 'k1' };
    await engine.workflows.signal(runId, 'go', { n: 1 }, once);
    await armed(runId, 'two');
    await engine.workflows.signal(runId, 'go', { n: 1 }, once);
    await expect(engine.workflows.signal(runId, 'go', { n: 2 }, once)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect((await stateOf(runId, 'two'))?.status).toBe('waiting');
    await engine.workflows.signal(runId, 'go', { n: 2 }, caller);
    expect((await result(runId)).steps.map(({ output }) => output)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('is disarmed when the run is cancelled', async () => {
    const runId = await start({
      id: 'cancelled',
      steps: [
        { id: 'reply', wait: { signal: 'answer' } },
        { id: 'keyed', wait: { signal: 'answer', key: 'k' } },
      ],
    });
    await armed(runId, 'reply');
    await armed(runId, 'keyed');
    await engine.workflows.cancel(runId, caller);
    expect(ends(await result(runId))).toEqual({ reply: 'cancelled RUN_CANCELLED', keyed: 'cancelled RUN_CANCELLED' });
    expect(await signalKeys()).toEqual([]);
  });

  it('is disarmed when a join goes on without it', async () => {
    const runId = await start(
      {
        id: 'outrun',
        steps: [
          { id: 'reply', wait: { signal: 'answer', key: '{{trigger.phone}}' } },
          { id: 'nap', wait: { delay: 100 } },
          step('next', { dependsOn: { steps: ['reply', 'nap'], join: 'first', rest: 'cancel' } }),
        ],
      },
      { phone: '+15550001' },
    );
    expect(ends(await result(runId))).toEqual({
      reply: 'cancelled CANCELLED_BY_JOIN',
      nap: 'completed',
      next: 'completed',
    });
    await until('nothing is armed', async () => (await signalKeys()).length === 0);
  });
});

describe('a signal under a key', () => {
  const keyed = (id: string) => ({
    id,
    steps: [{ id: 'reply', wait: { signal: 'message.received', key: '{{trigger.phone}}' } }],
  });

  it('goes to the wait that was armed first under it', async () => {
    const first = await start(keyed('keyed'), { phone: '+15550002' });
    await armed(first, 'reply');
    const second = await start(keyed('keyed'), { phone: '+15550002' });
    await armed(second, 'reply');
    const other = await start(keyed('keyed'), { phone: '+15550003' });
    await armed(other, 'reply');
    expect(await engine.workflows.signalKey('message.received', '+15550002', { text: 'YES' }, caller)).toBe('given');
    expect((await result(first)).steps[0]?.output).toEqual({ text: 'YES' });
    expect((await stateOf(second, 'reply'))?.status).toBe('waiting');
    for (const runId of [second, other]) await engine.workflows.cancel(runId, caller);
  });

  it('is kept a day when nothing waits for it, and taken by the next wait', async () => {
    expect(await engine.workflows.signalKey('message.received', '+15550004', { text: 'early' }, caller)).toBe('kept');
    const key = (await signalKeys()).find((found) => found.includes('15550004')) ?? '';
    expect(await engine.redis.ttl(key)).toBeGreaterThan(86_000);
    const runId = await start(keyed('keyed-early'), { phone: '+15550004' });
    expect((await result(runId)).steps[0]?.output).toEqual({ text: 'early' });
  });

  it('never reaches another team', async () => {
    const runId = await start(keyed('keyed-team'), { phone: '+15550005' });
    await armed(runId, 'reply');
    expect(await engine.workflows.signalKey('message.received', '+15550005', {}, { teamId: 'team_x' })).toBe('kept');
    expect((await stateOf(runId, 'reply'))?.status).toBe('waiting');
    await engine.workflows.cancel(runId, caller);
    await engine.redis.del(...(await signalKeys()));
  });
});

describe('a wait for a time', () => {
  it('goes on after its span, or at its moment', async () => {
    const at = new Date(Date.now() + 60).toISOString();
    const run = await engine.run(
      {
        id: 'timed',
        steps: [
          { id: 'nap', wait: { delay: '{{trigger.ms}}' } },
          { id: 'dawn', wait: { until: '{{trigger.at}}' } },
          { id: 'past', wait: { until: '2020-01-01T00:00:00Z' } },
          step('after', { dependsOn: ['nap', 'dawn', 'past'] }),
        ],
      },
      { ms: 40, at },
    );
    expect(run.status).toBe('completed');
    expect(Date.parse(run.steps[3]?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(at));
    expect(run.steps[0]?.output).toBeNull();
  });

  it('fails on a template that gives no time', async () => {
    const run = await engine.run(
      { id: 'no-time', steps: [{ id: 'nap', wait: { delay: '{{trigger.ms}}' } }] },
      { ms: 'soon' },
    );
    expect(ends(run)).toEqual({ nap: 'failed INVALID_INPUT' });
  });
});

describe('a deferred choice', () => {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  const arm = (id: string, awaits: object, ...targets: string[]) => ({ id, ...awaits, then: targets });
  const race = (id: string, delay: number) => ({
    id,
    steps: [
      {
        id: 'race',
        wait: { firstOf: [arm('reply', { signal: 'reply' }, 'talk'), arm('silence', { delay }, 'remind')] },
      },
      step('talk', { inputs: { text: '{{steps.race.output.payload.text}}' } }),
      step('remind'),
    ],
  });

  it('takes the branch of the signal when that comes first', async () => {
    const runId = await start(race('reply-first', 600_000));
    await armed(runId, 'race');
    await engine.workflows.signal(runId, 'reply', { text: 'hi' }, caller);
    const run = await result(runId);
    expect([run.steps[0]?.output, ends(run), run.steps[1]?.output]).toEqual([
      { chosen: 'reply', payload: { text: 'hi' } },
      { race: 'completed', talk: 'completed', remind: 'skipped BRANCH_NOT_TAKEN' },
      { text: 'hi' },
    ]);
    expect(await signalKeys()).toEqual([]);
  });

  it('takes the branch of the timer when nothing comes', async () => {
    const run = await result(await start(race('silence-first', 30)));
    expect([run.steps[0]?.output, ends(run)]).toEqual([
      { chosen: 'silence', payload: null },
      { race: 'completed', talk: 'skipped BRANCH_NOT_TAKEN', remind: 'completed' },
    ]);
    expect(await signalKeys()).toEqual([]);
  });

  it('has exactly one winner of each race of a signal against a timer', async () => {
    await engine.workflows.publish(race('photo-finish', 60), caller);
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const { runId } = await engine.workflows.start('photo-finish', {}, caller);
        const due = await until('it is armed', async () => (await stateOf(runId, 'race'))?.retryAt);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(due) - Date.now())));
        const told = await engine.workflows.signal(runId, 'reply', { text: 'now' }, caller).catch(() => 'refused');
        const run = await result(runId);
        return { told, chosen: (run.steps[0]?.output as { chosen: string } | undefined)?.chosen, ends: ends(run) };
      }),
    );
    for (const { told, chosen, ends: found } of outcomes) {
      expect([told === 'given', found['talk']]).toEqual([
        chosen === 'reply',
        chosen === 'reply' ? 'completed' : 'skipped BRANCH_NOT_TAKEN',
      ]);
      expect(found['remind']).toBe(chosen === 'reply' ? 'skipped BRANCH_NOT_TAKEN' : 'completed');
    }
  });
});
