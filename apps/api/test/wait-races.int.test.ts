import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../src/app/workflow/engine.js';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
let parts: Engine;
beforeAll(async () => {
  engine = await startEngine();
  parts = engine.app.get<Engine>(WORKFLOW_ENGINE, { strict: false });
  // From here on Redis knows the script that arms: it is sent once.
  await engine.run({ id: 'warm', steps: [{ id: 'w', wait: { delay: 1 } }] });
});
afterAll(() => engine.close());
afterEach(() => {
  vi.restoreAllMocks();
  engine.script.reset();
});

const caller = { teamId };
const step = (id: string, more: object = {}) => ({ id, agent: 'ALPHA', action: 'read', inputs: {}, ...more });
const result = (runId: string) => engine.workflows.result(runId, { ...caller, timeout: 20_000 });
const lists = async (): Promise<string[]> =>
  (await engine.redis.keys(`{${engine.prefix}*`)).filter((key) => /:(armed|mail)$/.test(key));
const told = async (runId: string): Promise<string[]> =>
  (await engine.workflows.timeline(runId, caller)).items.flatMap(({ type, stepId }) => (stepId === 'w' ? [type] : []));

async function start(definition: { id: string; steps: readonly object[] }): Promise<string> {
  await engine.workflows.publish(definition, caller);
  return (await engine.workflows.start(definition.id, {}, caller)).runId;
}

/** Does something at the moment at which the first wait is armed, before the script or after it. */
function atArming({ before, after }: { before?: () => unknown; after?: () => unknown }): void {
  const { redis } = parts.store;
  const evalsha = redis.evalsha.bind(redis);
  let isFirst = true;
  vi.spyOn(redis, 'evalsha').mockImplementation(async (...args) => {
    const arms = args.some((arg) => typeof arg === 'string' && arg.includes('"armedAt"'));
    if (!arms || !isFirst) return evalsha(...args);
    isFirst = false;
    await before?.();
    const reply = await evalsha(...args);
    await after?.();
    return reply;
  });
}

const killed = (): never => {
  throw new Error('killed here');
};
const gated = async (id: string, when: 'before' | 'after', act: (runId: string) => Promise<unknown>) => {
  const known = Promise.withResolvers<string>();
  atArming({ [when]: async () => act(await known.promise) });
  const runId = await start({ id, steps: [{ id: 'w', wait: { signal: 'go' } }] });
  known.resolve(runId);
  return result(runId);
};

describe('a worker that dies as it arms a wait', () => {
  it.each([
    ['before', ['step.started', 'step.attempt_lost', 'step.started', 'step.waiting']],
    ['after', ['step.started', 'step.waiting']],
  ])('%s the script leaves a wait that signals reach, told of once', async (when, expected) => {
    atArming({ [when]: killed });
    const runId = await start({ id: `killed-${when}`, steps: [{ id: 'w', wait: { signal: 'go' } }] });
    await until('it waits', async () => (await told(runId)).includes('step.waiting'));
    expect(await engine.workflows.signal(runId, 'go', 1, caller)).toBe('given');
    expect((await result(runId)).steps).toMatchObject([{ status: 'completed', output: 1 }]);
    expect(await told(runId)).toEqual([...expected, 'step.signalled', 'step.completed']);
    expect(await lists()).toEqual([]);
  });
});

describe('a signal that comes as its wait is armed', () => {
  it.each([
    ['before', 'kept'],
    ['after', 'given'],
  ] as const)('just %s is %s, and serves the wait', async (when, expected) => {
    let outcome = '';
    const run = await gated(`signalled-${when}`, when, async (runId) => {
      outcome = await engine.workflows.signal(runId, 'go', 7, caller);
    });
    expect([outcome, run.status, run.steps[0]?.output]).toEqual([expected, 'completed', 7]);
    expect(await lists()).toEqual([]);
  });
});

describe('a signal that is sent twice at once under one key', () => {
  const waiting = { id: 'w', wait: { signal: 'go', mailbox: 'transient' } };
  const send = (runId: string) => engine.workflows.signal(runId, 'go', 1, { ...caller, idempotencyKey: 'once' });

  /** Both outcomes: the second has looked whether it came before, when the first comes; then it looks who waits. */
  async function sentTwice(runId: string): Promise<unknown[]> {
    await until('it waits', async () => (await told(runId)).includes('step.waiting'));
    const { redis } = parts.store;
    const zrange = redis.zrange.bind(redis);
    let first: Promise<string> | undefined;
    vi.spyOn(redis, 'zrange').mockImplementation(async (...args: Parameters<typeof zrange>) => {
      if (first === undefined && String(args[0]).endsWith(':armed')) await (first = send(runId));
      return zrange(...args);
    });
    return [await send(runId), await first];
  }

  it('is given to one wait, and not kept for another', async () => {
    const later = { id: 'later', wait: { signal: 'go' }, dependsOn: ['hold'] };
    const hold = Promise.withResolvers<void>();
    engine.script.on('hold', () => hold.promise);
    const runId = await start({ id: 'sent-twice', steps: [waiting, step('hold', { agent: 'BETA' }), later] });
    expect(await sentTwice(runId)).toEqual(['given', 'given']);
    hold.resolve();
    await until('the other waits', async () => (await engine.workflows.get(runId, caller)).status === 'waiting');
    expect(await engine.workflows.signal(runId, 'go', 2, caller)).toBe('given');
    expect((await result(runId)).steps.map(({ output }) => output)).toEqual([1, {}, 2]);
  });

  it('is not told as dropped where no other wait is to come', async () => {
    const runId = await start({ id: 'sent-twice-transient', steps: [waiting] });
    expect(await sentTwice(runId)).toEqual(['given', 'given']);
    expect((await result(runId)).status).toBe('completed');
    const { items } = await engine.workflows.timeline(runId, caller);
    expect(items.map(({ type }) => type)).not.toContain('run.signal_dropped');
  });
});

describe('a signal that comes too early for a wait of a run that ends meanwhile', () => {
  it('is refused, and not kept where nothing empties the mail any more', async () => {
    const hold = Promise.withResolvers<void>();
    engine.script.on('hold', () => hold.promise);
    const later = { id: 'w', wait: { signal: 'go' }, dependsOn: ['hold'] };
    const runId = await start({ id: 'signalled-at-the-end', steps: [step('hold'), later] });
    const { redis } = parts.store;
    const zrange = redis.zrange.bind(redis);
    vi.spyOn(redis, 'zrange').mockImplementation(async (...args: Parameters<typeof zrange>) => {
      const found = await zrange(...args);
      if (!String(args[0]).endsWith(':armed')) return found;
      vi.spyOn(redis, 'hmget').mockImplementationOnce(async (...read) => {
        const codes = await redis.hmget(...read);
        await engine.workflows.cancel(runId, caller);
        hold.resolve();
        await result(runId);
        return codes;
      });
      return found;
    });
    await expect(engine.workflows.signal(runId, 'go', 1, caller)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await lists()).toEqual([]);
  });
});

describe('a run that is cancelled as a wait of it is armed', () => {
  it.each(['before', 'after'] as const)('just %s ends, and leaves nobody on a list', async (when) => {
    const run = await gated(`cancelled-${when}`, when, (runId) => engine.workflows.cancel(runId, caller));
    expect([run.status, run.steps[0]?.status]).toEqual(['cancelled', 'cancelled']);
    expect(await lists()).toEqual([]);
  });
});

describe('a wait that stands in several lists', () => {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  const arm = (id: string, awaits: object) => ({ id, ...awaits, then: ['use'] });
  const arms = [
    arm('one', { signal: 'reply', key: 'k1' }),
    arm('two', { signal: 'reply', key: 'k2' }),
    arm('own', { signal: 'stop' }),
  ];
  const use = step('use', { dependsOn: ['w'] });
  const armed = (runId: string) => until('it waits', async () => (await told(runId)).includes('step.waiting'));

  it.each([
    ['by one of them', arms, async () => engine.workflows.signalKey('reply', 'k2', {}, caller)],
    ['by the run', arms, async (runId: string) => engine.workflows.signal(runId, 'stop', {}, caller)],
    ['by a timer', [...arms, arm('late', { delay: 300 })], async () => undefined],
  ])('is struck from all of them when it is ended %s', async (how, firstOf, act) => {
    const steps = [{ id: 'w', wait: { firstOf } }, use];
    const runId = await start({ id: `listed-${how.replaceAll(' ', '-')}`, steps });
    await armed(runId);
    expect(await lists()).toHaveLength(3);
    await act(runId);
    expect((await result(runId)).status).toBe('completed');
    expect(await lists()).toEqual([]);
  });

  it('is struck from all of them in the commit by which another step ends it', async () => {
    const go = Promise.withResolvers<void>();
    const hold = Promise.withResolvers<void>();
    engine.script.on('other', () => go.promise).on('hold', () => hold.promise);
    const steps = [
      step('other', { agent: 'BETA', cancels: ['w'] }),
      step('hold', { agent: 'BETA' }),
      { id: 'w', wait: { firstOf: arms } },
      use,
    ];
    const runId = await start({ id: 'listed-cancelled', steps });
    await armed(runId);
    expect(await lists()).toHaveLength(3);
    go.resolve();
    await until('it is cancelled', async () => (await told(runId)).includes('step.cancelled'));
    expect(await lists()).toEqual([]);
    hold.resolve();
    expect((await result(runId)).status).toBe('completed');
  });
});
