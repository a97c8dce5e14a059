import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import type { Engine } from '../src/app/workflow/engine.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());
afterEach(() => engine.script.reset());

const step = (id: string, more: object = {}) => ({
  ...{ id, agent: 'ALPHA', action: 'read', inputs: {}, retry: { attempts: 1 } },
  ...more,
});
const fail = () => {
  throw new Error('It broke.');
};
const leads = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `lead-${n}`, n }));
const stateOf = (
  run: { steps: readonly { stepId: string; status: string; error?: { code: string } }[] },
  id: string,
) => {
  const found = run.steps.find(({ stepId }) => stepId === id);
  return found?.error === undefined ? found?.status : `${found.status} ${found.error.code}`;
};

async function start(definition: object, trigger: object): Promise<string> {
  const { id } = await engine.workflows.publish(definition, { teamId });
  return (await engine.workflows.start(id, trigger, { teamId })).runId;
}
/** Waits until so many instances have completed. */
const counted = (runId: string, path: string, completed: number) =>
  until(`${completed} instances of ${path} have completed`, async () => {
    const { instances } = await engine.workflows.step(runId, path, { teamId });
    return instances?.completed === completed;
  });

describe('a map', () => {
  const each = (map: object, more: object = {}) => ({
    id: 'each',
    map: { over: 'trigger.leads', steps: [step('ask', { inputs: { lead: '{{item.id}}', at: '{{index}}' } })], ...map },
    ...more,
  });
  const mapped = (map: object, ...after: object[]) => ({
    id: 'mapped',
    steps: [each(map), ...after],
    outputs: { all: '{{steps.each.output}}' },
  });

  it('runs its steps once an item, and gives what they gave in order', async () => {
    const run = await engine.run(mapped({}, step('after', { dependsOn: ['each'] })), { leads: leads(5) });
    expect(run.status).toBe('completed');
    expect(run.outputs?.['all']).toEqual(leads(5).map(({ id, n }) => ({ lead: id, at: n })));
    expect(engine.script.callsOf('each.3.ask')).toHaveLength(1);
    expect(engine.script.calls).toHaveLength(6);
    expect(stateOf(run, 'after')).toBe('completed');
  });

  it('over nothing gives nothing, at once', async () => {
    const run = await engine.run(mapped({}), { leads: [] });
    expect([run.status, run.outputs]).toEqual(['completed', { all: [] }]);
  });

  it('over what is no list fails', async () => {
    const run = await engine.run(mapped({}), { leads: 'many' });
    expect([run.status, stateOf(run, 'each')]).toEqual(['failed', 'failed INVALID_INPUT']);
  });

  it('holds no more instances open than it may', async () => {
    let open = 0;
    let most = 0;
    engine.script.on('ask', async () => {
      open += 1;
      most = Math.max(most, open);
      await pause(5);
      open -= 1;
    });
    const run = await engine.run(mapped({ concurrency: 3 }), { leads: leads(12) });
    expect(run.status).toBe('completed');
    expect(most).toBeLessThanOrEqual(3);
    expect(engine.script.calls).toHaveLength(12);
  });

  it('runs several steps an item, each instance by itself', async () => {
    const run = await engine.run(
      mapped({
        steps: [
          step('find', { inputs: { n: '{{item.n}}' } }),
          step('even', { condition: 'steps.find.output.n % 2 == 0', inputs: { found: '{{steps.find.output.n}}' } }),
          step('odd', { dependsOn: { steps: ['even'], onDead: 'run' }, inputs: { even: '{{steps.even.status}}' } }),
        ],
        output: { n: '{{steps.find.output.n}}', even: '{{steps.even.output.found}}', odd: '{{steps.odd.output.even}}' },
      }),
      { leads: leads(3) },
    );
    expect(run.outputs?.['all']).toEqual([
      { n: 0, even: 0, odd: 'completed' },
      { n: 1, odd: 'skipped' },
      { n: 2, even: 2, odd: 'completed' },
    ]);
  });

  it('fails with its first failed item, and cancels the others', async () => {
    engine.script.on('each.2.ask', fail);
    engine.script.on('ask', (_, { signal }) => new Promise((_done, stop) => signal.addEventListener('abort', stop)));
    const run = await engine.run(mapped({}), { leads: leads(4) });
    expect([run.status, stateOf(run, 'each'), run.error?.stepId]).toEqual(['failed', 'failed AGENT_FAILED', 'each']);
  });

  it.each([
    [{ onItemError: 'continue' }, 'completed'],
    [{ tolerate: 2 }, 'completed'],
    [{ tolerate: '50%' }, 'completed'],
    [{ tolerate: 1 }, 'failed'],
    [{ tolerate: '25%' }, 'failed'],
  ])('with %j and two of four failed is %s', async (policy, status) => {
    engine.script.on('each.1.ask', fail).on('each.3.ask', fail);
    const run = await engine.run(mapped(policy), { leads: leads(4) });
    expect(run.status).toBe(status);
    if (status === 'completed')
      expect(run.outputs?.['all']).toEqual([{ lead: 'lead-0', at: 0 }, null, { lead: 'lead-2', at: 2 }, null]);
  });

  it('is complete when it says so, and cancels the others', async () => {
    engine.script.on('ask', async ({ at }, { signal }) => {
      if ((at as number) < 3) return { at };
      return new Promise((_done, stop) => signal.addEventListener('abort', stop));
    });
    const run = await engine.run(mapped({ completeWhen: 'map.ok >= 3' }), { leads: leads(10) });
    expect([run.status, run.outputs]).toEqual(['completed', { all: [{ at: 0 }, { at: 1 }, { at: 2 }] }]);
  });

  it('opens nothing beyond what completes it', async () => {
    const run = await engine.run(
      mapped({ concurrency: 1, completeWhen: 'map.outputs.length == 3 && map.active == 0 && map.total == 10' }),
      { leads: leads(10) },
    );
    expect(run.status).toBe('completed');
    expect(engine.script.calls).toHaveLength(3);
  });

  it('is complete by a step beside it, and gives what is done by then', async () => {
    engine.script.on('ask', async ({ at }, { signal }) => {
      if ((at as number) < 2) return { at };
      return new Promise((_done, stop) => signal.addEventListener('abort', stop));
    });
    const definition = mapped(
      { completeWhen: "steps.enough.status == 'completed'" },
      step('after', { dependsOn: ['each'] }),
    );
    const enough = { id: 'enough', wait: { signal: 'enough' } };
    const runId = await start({ ...definition, steps: [enough, ...definition.steps] }, { leads: leads(5) });
    await counted(runId, 'each', 2);
    await engine.workflows.signal(runId, 'enough', {}, { teamId });
    const run = await engine.workflows.result(runId, { teamId, timeout: 20_000 });
    expect([run.status, run.outputs]).toEqual(['completed', { all: [{ at: 0 }, { at: 1 }] }]);
    expect(stateOf(run, 'after')).toBe('completed');
  });

  it('is complete by a step beside it, before the worker of that goes on to what follows', async () => {
    const enough = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    engine.script.on('ask', async ({ at }, { signal }) => {
      if (at === 0) return { at };
      return new Promise((_done, stop) => signal.addEventListener('abort', stop));
    });
    engine.script.on('enough', () => enough.promise);
    engine.script.on('follows', () => over.promise);
    engine.script.on('after', async () => over.resolve());
    const steps = [
      step('enough'),
      step('follows', { dependsOn: ['enough'] }),
      each({ concurrency: 2, completeWhen: "steps.enough.status == 'completed'" }),
      step('after', { dependsOn: ['each'] }),
    ];
    const runId = await start({ ...mapped({}), steps }, { leads: leads(3) });
    // The third begins once the map was asked after the end of the first.
    await until('the third begins', () => engine.script.callsOf('each.2.ask').length > 0);
    enough.resolve();
    const run = await engine.workflows.result(runId, { teamId, timeout: 20_000 });
    expect([run.status, run.outputs]).toEqual(['completed', { all: [{ at: 0 }] }]);
  });

  it('inside another is complete by a step of a scope around it, in each of its instances', async () => {
    const inner = {
      id: 'inner',
      map: {
        over: '[1, 2]',
        completeWhen: "steps.enough.status == 'completed'",
        output: '{{item}}',
        steps: [{ id: 'hear', condition: 'item == 2', wait: { signal: 'never' } }],
      },
    };
    const runId = await start(
      {
        id: 'nested-asking',
        steps: [
          { id: 'enough', wait: { signal: 'enough' } },
          { id: 'each', map: { over: 'trigger.leads', steps: [inner], output: '{{steps.inner.output}}' } },
        ],
        outputs: { all: '{{steps.each.output}}' },
      },
      { leads: leads(2) },
    );
    for (const path of ['each.0.inner', 'each.1.inner']) await counted(runId, path, 1);
    await engine.workflows.signal(runId, 'enough', {}, { teamId });
    const run = await engine.workflows.result(runId, { teamId, timeout: 20_000 });
    expect([run.status, run.outputs]).toEqual(['completed', { all: [[1], [1]] }]);
  });

  it('inside another is the end of the item that it stands in, while the run waits elsewhere', async () => {
    const wait = (id: string, signal: string) => ({ id, wait: { signal } });
    const completeWhen = "steps.enough.status == 'completed'";
    const inner = { id: 'inner', map: { over: '[1, 2]', completeWhen, steps: [wait('hear', 'never')] } };
    const runId = await start(
      {
        id: 'nested-asking-last',
        steps: [
          wait('enough', 'enough'),
          wait('long', 'long'),
          { id: 'each', map: { over: 'trigger.leads', steps: [inner] } },
          step('after', { dependsOn: ['each'] }),
        ],
      },
      { leads: leads(2) },
    );
    const steps = async () => (await engine.workflows.get(runId, { teamId })).steps;
    await until('all wait', async () => (await steps()).filter(({ status }) => status === 'waiting').length === 6);
    await engine.workflows.signal(runId, 'enough', {}, { teamId });
    await until('what follows has run', async () => stateOf({ steps: await steps() }, 'after') === 'completed');
    await engine.workflows.signal(runId, 'long', {}, { teamId });
    const run = await engine.workflows.result(runId, { teamId, timeout: 20_000 });
    expect([run.status, run.steps.find(({ stepId }) => stepId === 'each')?.output]).toEqual(['completed', [[], []]]);
  });

  it('that keeps the others lets them run on, and their failures fail nothing', async () => {
    engine.script.on('ask', async ({ at }) => {
      if ((at as number) < 2) return { at };
      await pause(30);
      return fail();
    });
    const run = await engine.run(mapped({ concurrency: 4, completeWhen: 'map.ok >= 2', rest: 'keep' }), {
      leads: leads(8),
    });
    expect([run.status, run.outputs]).toEqual(['completed', { all: [{ at: 0 }, { at: 1 }] }]);
    expect(engine.script.calls).toHaveLength(8);
  });

  it('in a map has instances of its own, with the items of both', async () => {
    const inner = {
      id: 'inner',
      map: {
        over: 'item.parts',
        steps: [step('work', { inputs: { part: '{{item}}', at: '{{index}}', outer: '{{steps.label.output.name}}' } })],
      },
    };
    const run = await engine.run(
      mapped({ over: 'trigger.boxes', steps: [step('label', { inputs: { name: '{{item.name}}' } }), inner] }),
      {
        boxes: [
          { name: 'a', parts: [1, 2] },
          { name: 'b', parts: [] },
          { name: 'c', parts: [3] },
        ],
      },
    );
    expect(run.status).toBe('completed');
    expect(run.outputs?.['all']).toEqual([
      [
        { part: 1, at: 0, outer: 'a' },
        { part: 2, at: 1, outer: 'a' },
      ],
      [],
      [{ part: 3, at: 0, outer: 'c' }],
    ]);
  });

  it('waits for what its inner steps read of outer ones, and reads it', async () => {
    const run = await engine.run(
      {
        id: 'reads-outer',
        steps: [
          each({ steps: [step('ask', { inputs: { name: '{{steps.before.output.name}}', n: '{{item.n}}' } })] }),
          step('before', { inputs: { name: 'x' } }),
        ],
        outputs: { all: '{{steps.each.output}}' },
      },
      { leads: leads(2) },
    );
    expect(run.outputs).toEqual({
      all: [
        { name: 'x', n: 0 },
        { name: 'x', n: 1 },
      ],
    });
  });

  it('ends with its timeout', async () => {
    engine.script.on('ask', (_, { signal }) => new Promise((_done, stop) => signal.addEventListener('abort', stop)));
    const run = await engine.run({ id: 'late', steps: [each({}, { timeout: 100 })] }, { leads: leads(2) });
    expect([run.status, stateOf(run, 'each')]).toEqual(['failed', 'failed TIMEOUT']);
  });

  it('that ends in time holds up nothing', async () => {
    const run = await engine.run({ id: 'in-time', steps: [each({}, { timeout: 60_000 })] }, { leads: leads(2) });
    expect(run.status).toBe('completed');
  });

  it('drains: what runs inside ends, nothing more begins', async () => {
    let begun = 0;
    engine.script.on('ask', async () => {
      begun += 1;
      await pause(60);
    });
    engine.script.on('breaks', async () => {
      await until('two items run', () => begun >= 2);
      fail();
    });
    const run = await engine.run(
      { id: 'drained', steps: [each({ concurrency: 2 }), step('breaks', { agent: 'BETA' })] },
      { leads: leads(6) },
    );
    expect([run.status, stateOf(run, 'each'), stateOf(run, 'breaks')]).toEqual([
      'failed',
      'cancelled RUN_FAILED',
      'failed AGENT_FAILED',
    ]);
    expect(engine.script.calls).toHaveLength(3);
  });

  it('is cancelled with its run', async () => {
    let started = 0;
    engine.script.on('ask', (_, { signal }) => {
      started += 1;
      return new Promise((_done, stop) => signal.addEventListener('abort', stop));
    });
    const { id } = await engine.workflows.publish(mapped({}), { teamId });
    const { runId } = await engine.workflows.start(id, { leads: leads(3) }, { teamId });
    await until('three items run', () => started >= 3);
    await engine.workflows.cancel(runId, { teamId });
    const run = await engine.workflows.result(runId, { teamId, timeout: 20_000 });
    expect([run.status, stateOf(run, 'each')]).toEqual(['cancelled', 'cancelled RUN_CANCELLED']);
  });
});

describe('a loop', () => {
  const looped = (loop: object) => ({
    id: 'looped',
    steps: [{ id: 'again', loop: { maxIterations: 5, ...loop } }],
    outputs: { last: '{{steps.again.output}}' },
  });
  const count = step('count', { inputs: { n: '{{loop.index}}', before: '{{loop.previous.n}}' } });

  it('until its condition holds gives the last iteration', async () => {
    const run = await engine.run(looped({ steps: [count], until: 'steps.count.output.n == 2' }));
    expect([run.status, run.outputs]).toEqual(['completed', { last: { n: 2, before: 1 } }]);
    expect(engine.script.calls).toHaveLength(3);
  });

  it('whose condition does not hold at first runs nothing', async () => {
    const run = await engine.run(looped({ steps: [count], while: 'trigger.go' }));
    expect([run.status, run.outputs]).toEqual(['completed', { last: null }]);
    expect(engine.script.calls).toHaveLength(0);
  });

  it('while its condition holds goes on', async () => {
    const run = await engine.run(
      looped({ steps: [count], while: 'loop.index < 3', output: '{{steps.count.output.n}}' }),
    );
    expect([run.status, run.outputs]).toEqual(['completed', { last: 2 }]);
  });

  it('over its cap is exhausted', async () => {
    const run = await engine.run(looped({ steps: [count], until: 'false' }));
    expect([run.status, stateOf(run, 'again')]).toEqual(['failed', 'failed LOOP_EXHAUSTED']);
    expect(engine.script.calls).toHaveLength(5);
  });

  it('fails with a failed iteration', async () => {
    engine.script.on('again.1.count', fail);
    const run = await engine.run(looped({ steps: [count], until: 'false' }));
    expect([run.status, stateOf(run, 'again')]).toEqual(['failed', 'failed AGENT_FAILED']);
    expect(engine.script.calls).toHaveLength(2);
  });
});

describe('an interleave', () => {
  const visits = (ids: readonly string[], order: readonly (readonly string[])[] = [], more: object = {}) => ({
    id: 'visited',
    steps: [{ id: 'visits', interleave: { steps: ids.map((id) => step(id, more)), order } }],
    outputs: { order: '{{steps.visits.output.order}}' },
  });

  it('runs each step once, never two at a time, as listed', async () => {
    let isBusy = false;
    for (const id of ['a', 'b', 'c']) {
      engine.script.on(id, async () => {
        expect(isBusy).toBe(false);
        isBusy = true;
        await pause(5);
        isBusy = false;
      });
    }
    const run = await engine.run(visits(['a', 'b', 'c']));
    expect([run.status, run.outputs]).toEqual(['completed', { order: ['a', 'b', 'c'] }]);
  });

  it('keeps the order that it is given', async () => {
    const run = await engine.run(visits(['a', 'b', 'c'], [['c', 'a']]));
    expect(run.outputs).toEqual({ order: ['b', 'c', 'a'] });
  });

  it('fails with a failed step, and begins no further one', async () => {
    engine.script.on('b', fail);
    const run = await engine.run(visits(['a', 'b', 'c']));
    expect([run.status, stateOf(run, 'visits')]).toEqual(['failed', 'failed AGENT_FAILED']);
    expect(engine.script.calls.map(({ ctx }) => ctx.stepId)).toEqual(['visits.a', 'visits.b']);
  });
});

describe('what stands inside', () => {
  const asked = {
    id: 'asked',
    steps: [
      {
        id: 'each',
        map: {
          over: 'trigger.leads',
          steps: [
            { id: 'ask', approval: { prompt: 'Write to {{item.id}}?', approvers: { users: ['ann'] } } },
            { id: 'reply', wait: { signal: 'reply', match: 'signal.lead == item.id' } },
            step('tell', {
              dependsOn: ['ask'],
              inputs: { lead: '{{item.id}}', said: '{{steps.ask.output.decision}}' },
            }),
          ],
          output: { said: '{{steps.tell.output.said}}', reply: '{{steps.reply.output.text}}' },
        },
      },
    ],
    outputs: { all: '{{steps.each.output}}' },
  };

  it('is approved by its path, hears signals, and is shown with the run', async () => {
    const { id } = await engine.workflows.publish(asked, { teamId });
    const { runId } = await engine.workflows.start(id, { leads: leads(2) }, { teamId });
    const get = () => engine.workflows.get(runId, { teamId });
    await until('both items ask', async () => (await get()).steps.filter(({ approval }) => approval).length === 2);
    const shown = await get();
    expect(shown.steps.map(({ stepId }) => stepId)).toEqual([
      'each',
      ...['each.0.ask', 'each.0.reply', 'each.0.tell', 'each.1.ask', 'each.1.reply', 'each.1.tell'],
    ]);
    expect(shown.steps[1]?.approval?.prompt).toBe('Write to lead-0?');
    expect(shown.steps[0]?.instances).toEqual({ items: 2, opened: 2, completed: 0, failed: 0 });

    for (const [n, decision] of ['approve', 'reject'].entries()) {
      await engine.workflows.approve(
        runId,
        `each.${n}.ask`,
        { decision: decision as 'approve' },
        { teamId, by: 'ann' },
      );
    }
    for (const lead of ['lead-1', 'lead-0']) {
      await engine.workflows.signal(runId, 'reply', { lead, text: `from ${lead}` }, { teamId });
    }
    const run = await engine.workflows.result(runId, { teamId, timeout: 20_000 });
    expect([run.status, run.outputs]).toEqual([
      'completed',
      {
        all: [
          { said: 'approve', reply: 'from lead-0' },
          { said: 'reject', reply: 'from lead-1' },
        ],
      },
    ]);
    expect(run.steps.find(({ stepId }) => stepId === 'each.1.tell')).toMatchObject({ status: 'completed' });
    expect(await engine.workflows.step(runId, 'each.1.ask', { teamId })).toMatchObject({
      output: { decision: 'reject' },
    });
    await expect(engine.workflows.step(runId, 'each.1.nobody', { teamId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(
      engine.workflows.approve(runId, 'each.9.ask', { decision: 'approve' }, { teamId, by: 'ann' }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('may start child runs, which end with a run that is cancelled', async () => {
    await engine.workflows.publish(
      {
        id: 'research-one',
        steps: [step('look', { inputs: { n: '{{trigger.n}}' } })],
        outputs: { n: '{{steps.look.output.n}}' },
      },
      { teamId },
    );
    const child = (wait: boolean) => ({
      id: 'child',
      workflow: { id: 'research-one', inputs: { n: '{{item.n}}' }, wait },
    });
    const run = await engine.run(
      {
        id: 'family',
        steps: [{ id: 'each', map: { over: 'trigger.leads', steps: [child(true)] } }],
        outputs: { all: '{{steps.each.output}}' },
      },
      { leads: leads(3) },
    );
    expect([run.status, run.outputs]).toEqual(['completed', { all: [{ n: 0 }, { n: 1 }, { n: 2 }] }]);

    engine.script.on('look', (_, { signal }) => new Promise((_done, stop) => signal.addEventListener('abort', stop)));
    const detached = await engine.run(
      {
        id: 'detached',
        steps: [
          { id: 'each', map: { over: 'trigger.leads', steps: [child(false)] } },
          { id: 'stop', dependsOn: ['each'], end: { outcome: 'failed' } },
        ],
      },
      { leads: leads(2) },
    );
    expect(detached.status).toBe('failed');
    const children = detached.steps.flatMap(({ childRunId }) => childRunId ?? []);
    expect(children).toHaveLength(2);
    for (const runId of children) {
      expect((await engine.workflows.result(runId, { teamId, timeout: 20_000 })).status).toBe('cancelled');
    }
  });

  it('is undone in reverse order, once for each instance that completed it', async () => {
    engine.script.on('breaks', fail);
    const failed = await engine.run(
      {
        id: 'undone',
        steps: [
          {
            id: 'each',
            map: {
              over: 'trigger.leads',
              concurrency: 1,
              steps: [step('book', { action: 'write', inputs: { lead: '{{item.id}}' } })],
            },
          },
          {
            id: 'again',
            dependsOn: ['each'],
            loop: {
              while: 'loop.index < 2',
              maxIterations: 3,
              steps: [step('note', { action: 'write', inputs: { n: '{{loop.index}}' } })],
            },
          },
          step('breaks', { dependsOn: ['again'] }),
        ],
        errorHandler: 'rollback_workflow',
      },
      { leads: leads(3) },
    );
    expect(failed.status).toBe('compensated');
    const undone = engine.script.calls.filter(({ agent }) => agent === 'undo');
    expect(undone.map(({ ctx }) => ctx.stepId)).toEqual([
      ...['again.1.note', 'again.0.note', 'each.2.book', 'each.1.book', 'each.0.book'],
    ]);
    expect(undone.map(({ input }) => (input as { output: unknown }).output)).toEqual([
      ...[{ n: 1 }, { n: 0 }, { lead: 'lead-2' }, { lead: 'lead-1' }, { lead: 'lead-0' }],
    ]);
  });
});

describe('what items bring and give', () => {
  it('may be large, up to what a step may give', async () => {
    const text = 'x'.repeat(40_000);
    const run = await engine.run(
      {
        id: 'large',
        steps: [
          {
            id: 'each',
            map: {
              over: 'trigger.texts',
              steps: [step('keep', { inputs: { text: '{{item}}' } })],
              output: '{{steps.keep.output.text}}',
            },
          },
        ],
        outputs: { all: '{{steps.each.output}}' },
      },
      { texts: [text, `${text}y`] },
    );
    expect(run.outputs).toEqual({ all: [text, `${text}y`] });
  });

  it('is more than a step may give: the map fails, and says so', async () => {
    engine.script.on('big', () => ({ text: 'x'.repeat(600_000) }));
    const run = await engine.run(
      { id: 'too-large', steps: [{ id: 'each', map: { over: 'trigger.leads', steps: [step('big')] } }] },
      { leads: leads(4) },
    );
    expect([run.status, stateOf(run, 'each')]).toEqual(['failed', 'failed OUTPUT_TOO_LARGE']);
  });

  it('leaves nothing behind when its run is forgotten', async () => {
    const text = 'x'.repeat(40_000);
    const nested = { id: 'inner', map: { over: 'item', steps: [step('keep', { inputs: { text: '{{item}}' } })] } };
    const { runId } = await engine.run(
      {
        id: 'forgotten',
        steps: [
          { id: 'each', map: { over: 'trigger.lists', steps: [nested] } },
          {
            id: 'again',
            loop: {
              until: 'true',
              maxIterations: 1,
              steps: [step('note', { inputs: { text: '{{trigger.lists[0][0]}}' } })],
            },
          },
        ],
      },
      { lists: [[text, text], []] },
    );
    const keysOf = async (): Promise<string[]> =>
      (await engine.redis.keys(`*${runId}*`)).filter((key) => !key.includes(':ended:'));
    expect((await keysOf()).length).toBeGreaterThan(4);
    const { trimRuns, keys } = engine.app.get<Engine>(WORKFLOW_ENGINE, { strict: false });
    await engine.redis.zadd(keys.finished, 0, `${teamId}|${runId}`);
    await trimRuns.trim();
    expect(await keysOf()).toEqual([]);
  });

  it('rests while all that runs inside waits', async () => {
    const { id } = await engine.workflows.publish(
      {
        id: 'resting',
        steps: [{ id: 'each', map: { over: 'trigger.leads', steps: [{ id: 'hear', wait: { signal: 'go' } }] } }],
      },
      { teamId },
    );
    const { runId } = await engine.workflows.start(id, { leads: leads(2) }, { teamId });
    await until(
      'the run shows as waiting',
      async () => (await engine.workflows.get(runId, { teamId })).status === 'waiting',
    );
    await engine.workflows.cancel(runId, { teamId });
    expect((await engine.workflows.result(runId, { teamId, timeout: 20_000 })).status).toBe('cancelled');
  });
});
