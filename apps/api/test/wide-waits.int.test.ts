import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../src/app/workflow/engine.js';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
let parts: Engine;
beforeAll(async () => {
  // Nothing but what is counted asks about a run: neither tick nor sweep.
  engine = await startEngine({ tickMs: 3_600_000, sweeper: { everyMs: 3_600_000, minAgeMs: 0 } });
  parts = engine.app.get<Engine>(WORKFLOW_ENGINE, { strict: false });
});
afterAll(() => engine.close());
afterEach(() => engine.script.reset());

const caller = { teamId };

/** What the engine asks of Redis about one run and the signals to it. */
interface Asked {
  readonly commands: Readonly<Record<string, number>>;
  /** Texts that were sent, and texts that came back. */
  readonly texts: number;
}

interface SentCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
}

function textsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (!Array.isArray(value)) return 2 * Object.keys(value).length;
  return value.reduce<number>((sum, each) => sum + textsOf(each), 0);
}

/** Counts while something is done. What is polled meanwhile goes over the fixture's own connection. */
async function asked(runId: string, signal: string, act: () => Promise<unknown>): Promise<Asked> {
  const { redis } = parts.store;
  const send = redis.sendCommand.bind(redis);
  const about = [parts.keys.run(teamId, runId), `${parts.keys.prefix}:${teamId}:signal:${signal}:`];
  const sent: SentCommand[] = [];
  redis.sendCommand = (command, stream) => {
    const { args } = command;
    const isAbout = args.some((arg) => about.some((start) => typeof arg === 'string' && arg.startsWith(start)));
    if (isAbout) sent.push(command);
    return send(command, stream);
  };
  try {
    await act();
  } finally {
    redis.sendCommand = send;
  }
  const replies = await Promise.all(sent.map(({ promise }) => promise));
  const counted = Object.groupBy(sent, ({ name }) => name);
  return {
    commands: Object.fromEntries(Object.entries(counted).map(([name, all]) => [name, all?.length ?? 0])),
    texts: textsOf(sent.map(({ args }) => args)) + textsOf(replies),
  };
}

const parked = (count: number) => async () =>
  (await engine.redis.zcard(`${parts.keys.prefix}:workflow-control:delayed`)) === count;
/** True when one of the items has ended, and no worker is busy with what follows from it. */
const oneHasEnded = (runId: string, items: number) => async () => {
  const marks = Array.from({ length: items }, (_, item) => `i:each.${item}`);
  const isOpen = await engine.redis.hmget(parts.keys.run(teamId, runId), ...marks);
  const queues = ['workflow-control', 'workflow-agent-alpha'].map((name) => `${parts.keys.prefix}:${name}:active`);
  const busy = await Promise.all(queues.map((active) => engine.redis.llen(active)));
  return isOpen.includes(null) && busy.every((jobs) => jobs === 0);
};

interface Wide {
  readonly runId: string;
  /** Lets the last item begin. */
  readonly go: () => void;
}

/** A map of which every item waits but the last, which has not come to it yet. */
async function wide(id: string, items: number, steps: readonly object[]): Promise<Wide> {
  const gate = Promise.withResolvers<void>();
  engine.script.on('ask', async ({ at }) => (at === items - 1 ? gate.promise : undefined));
  const ask = { id: 'ask', agent: 'ALPHA', action: 'read', inputs: { at: '{{index}}' } };
  const map = { over: 'trigger.list', steps: [ask, ...steps] };
  await engine.workflows.publish({ id, steps: [{ id: 'each', map }] }, caller);
  const list = Array.from({ length: items }, (_, at) => at);
  const { runId } = await engine.workflows.start(id, { list }, caller);
  await until('the others wait', parked(items - 1));
  return { runId, go: () => gate.resolve() };
}

async function end(runId: string): Promise<void> {
  await engine.workflows.cancel(runId, caller);
  await engine.workflows.result(runId, { ...caller, timeout: 20_000 });
}

// More than a sender asks first, and all that a map has open at once.
const sizes = [12, 100] as const;
const after = { dependsOn: ['ask'] };
const use = { id: 'use', agent: 'ALPHA', action: 'read', inputs: {}, dependsOn: { steps: ['reply'], join: 'any' } };

describe('beside a hundred items that wait, as much is asked of Redis as beside a dozen', () => {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  const arm = (id: string, awaits: object) => ({ id, ...awaits, then: ['use'] });
  const firstOf = (signal: string) => [arm('yes', { signal }), arm('no', { delay: 3_600_000 })];

  it.each([
    ['under a key', (signal: string) => ({ signal, key: '{{index}}' }), []],
    ['to the run', (signal: string) => ({ signal }), []],
    ['of a deferred choice', (signal: string) => ({ firstOf: firstOf(signal) }), [use]],
  ])('to arm a wait for a signal %s, and to give it one', async (kind, waitFor, more) => {
    const found: object[] = [];
    for (const items of sizes) {
      const id = `${kind.replaceAll(' ', '-')}-${items}`;
      const last = items - 1;
      const { runId, go } = await wide(id, items, [{ id: 'reply', ...after, wait: waitFor(id) }, ...more]);
      const arming = await asked(runId, id, async () => {
        go();
        await until('the last waits', parked(items));
      });
      const isKeyed = kind === 'under a key';
      const ending = await asked(runId, id, async () => {
        const outcome = isKeyed
          ? engine.workflows.signalKey(id, String(last), {}, caller)
          : engine.workflows.signal(runId, id, {}, caller);
        expect(await outcome).toBe('given');
        await until('an item has ended', oneHasEnded(runId, items));
      });
      found.push({ arming, ending });
      await end(runId);
    }
    expect(found[1]).toEqual(found[0]);
    expect(JSON.stringify(found)).not.toContain('hgetall');
  });

  it('to skip a step, and to approve one', async () => {
    const found: object[] = [];
    for (const items of sizes) {
      const id = `skip-${items}`;
      const { runId, go } = await wide(id, items, [
        { ...use, id: 'never', ...after, condition: 'index < 0' },
        { id: 'reply', ...after, approval: { prompt: 'Shall it?', approvers: { users: ['ann'] } } },
      ]);
      const skipping = await asked(runId, id, async () => {
        go();
        await until('the last waits', parked(items));
      });
      const approving = await asked(runId, id, async () => {
        const vote = { decision: 'approve' } as const;
        await engine.workflows.approve(runId, `each.${items - 1}.reply`, vote, { ...caller, by: 'ann' });
        await until('an item has ended', oneHasEnded(runId, items));
      });
      found.push({ skipping, approving });
      await end(runId);
    }
    expect(found[1]).toEqual(found[0]);
    expect(JSON.stringify(found)).not.toContain('hgetall');
  });
});
