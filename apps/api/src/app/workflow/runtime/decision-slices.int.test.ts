import { instanceOf, stepAt, type Plan } from '@workflow/core';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RealPath } from '../state/real-path.fixture.js';
import { RunStore } from '../state/run-store.js';
import { now, StateFixture, teamId } from '../state/state.fixture.js';
import { act, planOf } from './act-plan.fixture.js';
import type { AttemptEnd } from './attempt-end.js';
import { slicesOfEnd } from './decision-slices.js';
import { RunCommitter } from './run-committer.js';

const strangers = (count: number) => Array.from({ length: count }, (_, at) => act(`s${at}`));
const completed: AttemptEnd = { kind: 'completed', output: 1 };
const failed: AttemptEnd = {
  kind: 'failed',
  failure: { code: 'PROVIDER_REJECTED' },
  reason: { code: 'PROVIDER_REJECTED', message: 'No.' },
};

/** The same client, which notes how a run is read, and says before each script which one of its calls this is. */
class WatchedRedis {
  readonly reads: string[] = [];
  scripts = 0;
  before: (script: number) => Promise<void> = async () => undefined;
  readonly client: Redis;

  constructor(redis: Redis) {
    this.client = Object.assign(Object.create(redis) as Redis, {
      evalsha: async (...args: Parameters<Redis['evalsha']>) => {
        this.scripts += 1;
        await this.before(this.scripts);
        return redis.evalsha(...args);
      },
      hmget: async (key: string, ...fields: string[]) => {
        this.reads.push('slice');
        return redis.hmget(key, ...fields);
      },
      hgetall: async (key: string) => {
        this.reads.push('whole');
        return redis.hgetall(key);
      },
    });
  }
}

describe('what an end is decided over', () => {
  let state: StateFixture;
  let watched: WatchedRedis;
  beforeEach(() => {
    state = new StateFixture();
    watched = new WatchedRedis(state.redis);
  });
  afterEach(() => state.close());

  const watchedStore = () => new RunStore(watched.client, state.keys, state.store.codec);
  const begun = async (plan: Plan, ...stepIds: string[]): Promise<RealPath> => {
    const run = new RealPath(state, plan, state.runId, watchedStore());
    await run.create();
    for (const stepId of stepIds) await run.claim(stepId);
    return run;
  };
  const end = (run: RealPath, stepId: string, how: AttemptEnd) => run.settle(run.delivery(stepId), stepId, how, false);
  const place = (plan: Plan, path: string) =>
    slicesOfEnd(state.store, { teamId, runId: state.runId }, stepAt(plan, path));
  const statusOf = async (run: RealPath, stepId: string) => (await run.read()).step(stepId).status;

  describe('in a wide scope', () => {
    it.each([
      ['no dependents', {}],
      ['a hundred dependents', { dependsOn: ['a'] }],
    ])('is as many fields whatever its width, of a step with %s', async (_, more) => {
      const sizes = [100, 1_000].map(async (count) => {
        const beside = strangers(count).map((step) => ({ ...step, ...more }));
        return (await place(planOf(act('a'), ...beside), 'a')[0]?.())?.fields.size;
      });
      const [narrow = 0, wide] = await Promise.all(sizes);
      expect(wide).toBe(narrow);
      expect(narrow).toBeLessThan(1_000);
    });

    it('is what lies near the step, and the rest of the run is not read', async () => {
      const plan = planOf(
        act('a', { onError: { fallback: 'b' } }),
        act('b'),
        act('after', { dependsOn: ['a'] }),
        ...strangers(100),
      );
      const run = await begun(plan, 'a');
      await end(run, 'a', failed);
      expect(watched.reads).toEqual(['slice']);
      expect([await statusOf(run, 'a'), await statusOf(run, 'b')]).toEqual(['failed', 'ready']);
    });

    it('is the whole run where the rules look further', async () => {
      const dependents = strangers(100).map((step) => ({ ...step, dependsOn: ['a'] }));
      const run = await begun(planOf(act('a', { onError: 'continue' }), ...dependents), 'a');
      await end(run, 'a', failed);
      expect(watched.reads).toEqual(['slice', 'whole']);
      expect(new Set(await Promise.all(dependents.map(({ id }) => statusOf(run, id))))).toEqual(new Set(['ready']));
    });
  });

  describe('and changes before it is written', () => {
    const joined = () =>
      planOf(
        act('a', { onError: 'continue' }),
        act('b'),
        act('after', { dependsOn: { steps: ['a', 'b'], join: 'allSettled' } }),
        ...strangers(100),
      );

    it('in what was looked at is read and decided again: the edge that came in between counts', async () => {
      const run = await begun(joined(), 'a', 'b');
      const beside = new RealPath(state, run.plan, state.runId);
      watched.before = async (script) => {
        if (script === 1) await end(beside, 'b', completed);
      };
      await end(run, 'a', failed);
      expect([watched.reads, watched.scripts]).toEqual([['slice', 'slice'], 2]);
      expect(run.queues.take()).toEqual(['after']);
      expect(await state.fields()).toMatchObject({ 'p:after': '2', 's:after': 'q' });
    });

    it('elsewhere is written all the same', async () => {
      const run = await begun(joined(), 'a', 'b', 's7');
      const beside = new RealPath(state, run.plan, state.runId);
      watched.before = async (script) => {
        if (script === 1) await end(beside, 's7', completed);
      };
      await end(run, 'a', failed);
      expect(watched.scripts).toBe(1);
      expect(await statusOf(run, 'a')).toBe('failed');
    });

    it('by a stop of the run is decided again', async () => {
      const run = await begun(joined(), 'a', 'b');
      const beside = new RealPath(state, run.plan, state.runId);
      watched.before = async (script) => {
        if (script === 1) await state.setStop('cancel', 'RUN_CANCELLED');
      };
      await end(run, 'a', failed);
      expect(await statusOf(beside, 'a')).toBe('running');
    });
  });

  describe('in an instance', () => {
    const inner = { id: 'inner', map: { over: 'trigger.list', steps: [act('x')] } };
    const nested = planOf({ id: 'each', map: { over: 'trigger.list', steps: [act('ask'), inner, act('z')] } });
    const open = (indices: readonly number[]) =>
      state.set({
        ...{ 's:each.0.ask': 'r', 's:each.0.inner': 'r', 'i:each.0': '1', 'mn:each.0.inner': indices.length },
        ...Object.fromEntries(indices.map((index) => [`i:each.0.inner.${index}`, '1'])),
      });

    it('is as many fields whatever the items beside it', async () => {
      await state.create();
      const sizes = async () => {
        const slices = await Promise.all(place(nested, 'each.0.ask').map(async (read) => read()));
        return slices.map(({ fields }) => fields.size);
      };
      await state.set({ 's:each': 'r', 'mn:each': 2, 'i:each.0': '1', 'i:each.1': '1' });
      const narrow = await sizes();
      const many = Array.from({ length: 1_000 }, (_, index) => [`i:each.${index}`, '1'] as const);
      await state.set({ 'mn:each': 1_000, ...Object.fromEntries(many) });
      expect(await sizes()).toEqual(narrow);
    });

    it('holds the open instances of the containers inside, and none that has ended', async () => {
      await state.create();
      await open([0, 1, 2]);
      await state.set({ 's:each.0.inner.2.x': 'r' });
      await state.redis.hdel(state.keys.run(teamId, state.runId), 'i:each.0.inner.1');
      const slice = await place(nested, 'each.0.ask')[1]?.();
      const record = slice && (await state.store.readSlice(teamId, state.runId, slice));
      expect(record?.openInstances('each.0.inner')).toEqual(['each.0.inner.0', 'each.0.inner.2']);
      expect(record?.step('each.0.inner.2.x').status).toBe('running');
      expect(() => record?.step('each.0.inner.1.x')).toThrow("'s:each.0.inner.1.x' lies outside");
    });

    it('is the whole run where an instance was opened between the look at its container and the read', async () => {
      await state.create();
      await open([0]);
      const slices = place(nested, 'each.0.ask').slice(1);
      let found: readonly string[] = [];
      const committer = new RunCommitter(watchedStore(), { tidy: async () => undefined });
      const decided = await committer.decide({
        ...{ teamId, runId: state.runId, plan: nested, now },
        slices: slices.map((read) => async () => {
          const slice = await read();
          await open([0, 1]);
          return slice;
        }),
        decide: (transition) => {
          found = transition.openInstances('each.0.inner');
          transition.change(`${instanceOf(stepAt(nested, 'each'), 0).path}.z`, { status: 'ready' });
          return true;
        },
      });
      expect(decided.kind).toBe('written');
      expect(found).toEqual(['each.0.inner.0', 'each.0.inner.1']);
      expect(watched.reads).toEqual(['slice', 'whole']);
      expect(await state.get('s:each.0.z')).toBe('q');
    });

    it('is decided again where an instance was opened between the read and the write', async () => {
      await state.create();
      await open([0]);
      watched.before = async (script) => {
        if (script === 1) await open([0, 1]);
      };
      const found: (readonly string[])[] = [];
      const committer = new RunCommitter(watchedStore(), { tidy: async () => undefined });
      await committer.decide({
        ...{ teamId, runId: state.runId, plan: nested, now, slices: place(nested, 'each.0.ask').slice(1) },
        decide: (transition) => {
          found.push(transition.openInstances('each.0.inner'));
          return true;
        },
      });
      expect(found).toEqual([['each.0.inner.0'], ['each.0.inner.0', 'each.0.inner.1']]);
    });
  });
});
