import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
const stateOf = (
  run: { steps: readonly { stepId: string; status: string; error?: { code: string } }[] },
  id: string,
) => {
  const found = run.steps.find(({ stepId }) => stepId === id);
  return found?.error === undefined ? found?.status : `${found.status} ${found.error.code}`;
};
const start = async (definition: object, trigger: object = {}) => {
  const { id } = await engine.workflows.publish(definition, { teamId });
  const { runId } = await engine.workflows.start(id, trigger, { teamId });
  return runId;
};
const result = (runId: string, timeout = 20_000) => engine.workflows.result(runId, { teamId, timeout });
const short = async (definition: object, trigger: object = {}, timeout = 20_000) =>
  result(await start(definition, trigger), timeout);

const section = () => {
  const seen = { isIn: false, overlap: false };
  return {
    seen,
    go: async (ms: number) => {
      if (seen.isIn) seen.overlap = true;
      seen.isIn = true;
      await pause(ms);
      seen.isIn = false;
    },
  };
};

const drained = (timeout?: number, inner: object = {}) => {
  let runs = 0;
  engine.script.on('ask', async () => {
    runs += 1;
    await pause(300);
  });
  engine.script.on('brk', async () => {
    await until('inner', () => runs > 0);
    fail();
  });
  return {
    id: `h1-${timeout ?? 'no'}`,
    steps: [
      {
        id: 'each',
        ...(timeout && { timeout }),
        map: {
          over: '[[0,1,2],[3]]',
          concurrency: 1,
          steps: [{ id: 'inner', map: { over: 'item', concurrency: 1, steps: [step('ask')], ...inner } }],
        },
      },
      step('brk', { agent: 'BETA' }),
    ],
  };
};

describe('containers that meet the end of something else', () => {
  it('end with output as the last of an instance gives its output', async () => {
    const run = await short(
      {
        id: 'a1',
        steps: [
          {
            id: 'each',
            map: {
              over: 'trigger.l',
              steps: [
                step('ask', { inputs: { n: '{{item}}' } }),
                {
                  id: 'stop',
                  dependsOn: ['ask'],
                  end: { outcome: 'completed', output: { won: '{{steps.ask.output.n}}' } },
                },
              ],
            },
          },
        ],
      },
      { l: [7] },
    );
    expect([run.status, run.outputs]).toEqual(['completed', { won: 7 }]);
  });

  it('a stop that spares steps disarms a wait inside a container (drain)', async () => {
    engine.script.on('breaks', async () => {
      await pause(150);
      fail();
    });
    const run = await short(
      {
        id: 'a2',
        steps: [
          { id: 'each', map: { over: 'trigger.l', steps: [{ id: 'reply', wait: { signal: 'never' } }] } },
          step('breaks'),
          step('looks', { dependsOn: { steps: ['breaks'], join: 'allSettled' } }),
        ],
      },
      { l: [1, 2] },
    );
    expect([run.status, stateOf(run, 'looks'), stateOf(run, 'each')]).toEqual([
      'failed',
      'completed',
      'cancelled RUN_FAILED',
    ]);
  });

  it('keep with concurrency 1: those that have not begun run as well', async () => {
    const run = await short(
      {
        id: 'a3',
        steps: [
          {
            id: 'each',
            map: {
              over: 'trigger.l',
              concurrency: 1,
              completeWhen: 'map.ok >= 1',
              rest: 'keep',
              steps: [step('ask', { inputs: { n: '{{item}}' } })],
            },
          },
        ],
      },
      { l: [0, 1, 2] },
    );
    expect(run.status).toBe('completed');
    expect(engine.script.calls.map(({ ctx }) => ctx.stepId)).toEqual(['each.0.ask', 'each.1.ask', 'each.2.ask']);
  });

  it("the mutex of an attempt that a container's end calls off is free when the attempt is over", async () => {
    let isIn = false;
    let overlap = false;
    const section = async (ms: number) => {
      if (isIn) overlap = true;
      isIn = true;
      await pause(ms);
      isIn = false;
    };
    engine.script
      .on('each.0.work', async () => {
        await until('the other holds', () => isIn);
        fail();
      })
      .on('each.1.work', async () => undefined)
      .on('hold', () => section(600))
      .on('other', () => section(50));
    const mutex = { key: 'crm', scope: 'run' };
    const run = await short(
      {
        id: 'a4',
        onFailure: 'continue',
        steps: [
          {
            id: 'each',
            map: { over: 'trigger.l', steps: [step('work'), step('hold', { condition: 'index == 1', mutex })] },
            onError: 'continue',
          },
          step('first'),
          step('other', { dependsOn: ['each'], mutex }),
        ],
      },
      { l: [0, 1] },
    );
    expect([run.status, stateOf(run, 'other'), overlap]).toEqual(['completed', 'completed', false]);
  });

  it('keep inside an instance: the rest of the inner map runs on after its instance', async () => {
    const run = await short(
      {
        id: 'a6',
        steps: [
          {
            id: 'each',
            map: {
              over: 'trigger.l',
              steps: [
                {
                  id: 'inner',
                  map: {
                    over: 'item',
                    concurrency: 2,
                    completeWhen: 'map.ok >= 1',
                    rest: 'keep',
                    steps: [step('ask', { inputs: { n: '{{item}}' } })],
                  },
                },
              ],
            },
          },
        ],
      },
      { l: [[0, 1, 2, 3]] },
    );
    expect(run.status).toBe('completed');
    await pause(300);
    expect(engine.script.calls.map(({ ctx }) => ctx.stepId).toSorted()).toEqual(
      [0, 1, 2, 3].map((n) => `each.0.inner.${n}.ask`),
    );
  });

  it('drain with nested maps: what is cut short is cancelled', async () => {
    let runs = 0;
    engine.script.on('ask', async () => {
      runs += 1;
      await pause(300);
    });
    engine.script.on('breaks', async () => {
      await until('inner runs', () => runs > 0);
      fail();
    });
    const run = await short(
      {
        id: 'a7',
        steps: [
          {
            id: 'each',
            map: {
              over: 'trigger.l',
              steps: [{ id: 'inner', map: { over: 'item', concurrency: 1, steps: [step('ask')] } }],
            },
          },
          step('breaks', { agent: 'BETA' }),
        ],
      },
      { l: [[0, 1, 2]] },
    );
    expect([run.status, stateOf(run, 'each')]).toEqual(['failed', 'cancelled RUN_FAILED']);
  });

  it('a mutex of an attempt called off by its failing item is freed when the attempt is over', async () => {
    const s = section();
    engine.script
      .on('work', async () => {
        await until('hold', () => s.seen.isIn);
        fail();
      })
      .on('hold', () => s.go(200));
    const mutex = { key: 'crm', scope: 'run' };
    const runId = await start(
      {
        id: 'b1',
        steps: [
          {
            id: 'each',
            map: { over: 'trigger.l', onItemError: 'continue', steps: [step('work'), step('hold', { mutex })] },
          },
          step('other', { dependsOn: ['each'], mutex }),
        ],
      },
      { l: [0] },
    );
    const run = await result(runId, 5000);
    expect([run.status, stateOf(run, 'other'), s.seen.overlap]).toEqual(['completed', 'completed', false]);
  });

  it('what only until reads is not cancelled by rest: cancel', async () => {
    engine.script.on('check', async () => {
      await pause(200);
      return { ok: true };
    });
    const run = await short({
      id: 'b2',
      steps: [
        {
          id: 'again',
          loop: {
            maxIterations: 2,
            until: 'steps.check.output.ok',
            steps: [
              step('fast'),
              step('check'),
              step('slow', { dependsOn: ['check'] }),
              step('done', { dependsOn: { steps: ['fast', 'slow'], join: 'first', rest: 'cancel' } }),
            ],
          },
        },
      ],
    });
    expect([run.status, stateOf(run, 'again')]).toEqual(['completed', 'completed']);
  });

  it('a share of 29 % of 100 items lets 29 pass', async () => {
    engine.script.on('ask', async ({ n }) => {
      if ((n as number) < 29) fail();
    });
    const run = await short(
      {
        id: 'c22',
        steps: [
          {
            id: 'each',
            map: { over: 'trigger.l', tolerate: '29%', steps: [step('ask', { inputs: { n: '{{index}}' } })] },
          },
        ],
      },
      { l: Array.from({ length: 100 }, (_, i) => i) },
      15_000,
    );
    expect([run.status, stateOf(run, 'each')]).toEqual(['completed', 'completed']);
  });

  it('a cancelled container ends what its inner completed map kept', async () => {
    const runId = await start({
      id: 'c23',
      steps: [
        {
          id: 'each',
          map: {
            over: '[[1,2]]',
            steps: [
              {
                id: 'inner',
                map: {
                  over: 'item',
                  completeWhen: 'map.ok >= 1',
                  rest: 'keep',
                  steps: [step('quick'), { id: 'w', condition: 'index == 1', wait: { signal: 'never' } }],
                },
              },
              { id: 'long', wait: { delay: 600_000 } },
            ],
          },
        },
        { id: 'pause', wait: { delay: 500 } },
        step('next', { dependsOn: { steps: ['pause', 'each'], join: 'first', rest: 'cancel' } }),
      ],
    });
    const run = await result(runId, 20_000);
    expect([run.status, stateOf(run, 'each'), stateOf(run, 'each.0.inner.1.w')]).toEqual([
      'completed',
      'cancelled CANCELLED_BY_JOIN',
      'cancelled SCOPE_ENDED',
    ]);
  });

  it('a failing item cancels what its inner completed map kept', async () => {
    engine.script.on('brk', async () => {
      await pause(500);
      fail();
    });
    const runId = await start({
      id: 'c23b',
      steps: [
        {
          id: 'each',
          map: {
            over: '[[1,2]]',
            onItemError: 'continue',
            steps: [
              {
                id: 'inner',
                map: {
                  over: 'item',
                  completeWhen: 'map.ok >= 1',
                  rest: 'keep',
                  steps: [step('quick'), { id: 'w', condition: 'index == 1', wait: { signal: 'never' } }],
                },
              },
              step('brk'),
            ],
          },
        },
      ],
    });
    const run = await result(runId, 20_000);
    expect([run.status, stateOf(run, 'each')]).toEqual(['completed', 'completed']);
  });

  it('drain+spares: a retry delay inside a container', async () => {
    let n = 0;
    engine.script
      .on('brk', async () => {
        await pause(200);
        fail();
      })
      .on('rt', () => {
        n += 1;
        fail();
      });
    const run = await short({
      id: 'c29',
      steps: [
        { id: 'each', map: { over: '[1]', steps: [step('rt', { retry: { attempts: 2, delay: 60_000 } })] } },
        step('brk'),
        step('looks', { dependsOn: { steps: ['brk'], join: 'allSettled' } }),
      ],
    });
    expect([run.status, stateOf(run, 'each')]).toEqual(['failed', 'cancelled RUN_FAILED']);
  });

  it('approval inside, drain+spares (outreach: lead review open)', async () => {
    engine.script.on('brk', async () => {
      await pause(200);
      fail();
    });
    const run = await short({
      id: 'c30',
      steps: [
        { id: 'v', interleave: { steps: [{ id: 'ap', approval: { prompt: 'x', approvers: { users: ['ann'] } } }] } },
        step('brk'),
        step('looks', { dependsOn: { steps: ['brk'], join: 'allSettled' } }),
      ],
    });
    expect([run.status, stateOf(run, 'v')]).toEqual(['failed', 'cancelled RUN_FAILED']);
  });

  it('a drain over a nested map whose outer has a timeout', async () => {
    const run = await short(drained(15_000), {}, 20_000);
    expect([run.status, stateOf(run, 'each')]).toEqual(['failed', 'cancelled RUN_FAILED']);
  });

  it('drain: an approval in an inner interleave, outer with a timeout', async () => {
    engine.script.on('brk', async () => {
      await pause(200);
      fail();
    });
    const run = await short(
      {
        id: 'h2',
        steps: [
          {
            id: 'each',
            timeout: 15_000,
            map: {
              over: '[1,2]',
              concurrency: 1,
              steps: [
                {
                  id: 'v',
                  interleave: { steps: [{ id: 'ap', approval: { prompt: 'x', approvers: { users: ['ann'] } } }] },
                },
              ],
            },
          },
          step('brk', { agent: 'BETA' }),
        ],
      },
      {},
      6000,
    );
    expect([run.status, stateOf(run, 'each')]).toEqual(['failed', 'cancelled RUN_FAILED']);
  });

  it('six levels deep under drain', async () => {
    engine.script.on('brk', async () => {
      await pause(200);
      fail();
    });
    let inner: object = { id: 'ap', approval: { prompt: 'x', approvers: { users: ['ann'] } } };
    for (let k = 7; k > 0; k -= 1) inner = { id: `m${k}`, map: { over: '[1,2]', concurrency: 1, steps: [inner] } };
    const run = await short({ id: 'h3', steps: [inner, step('brk', { agent: 'BETA' })] }, {}, 20_000);
    expect([
      run.status,
      run.steps.filter(({ error }) => error?.code === 'STEP_LOST').map(({ stepId }) => stepId),
      stateOf(run, 'm1'),
    ]).toEqual(['failed', [], 'cancelled RUN_FAILED']);
  });

  it('drain with an inner child run, outer with timeout, more items', async () => {
    await engine.workflows.publish({ id: 'h4kid', steps: [step('kd')] }, { teamId });
    engine.script
      .on('kd', async () => {
        await pause(500);
      })
      .on('brk', async () => {
        await pause(200);
        fail();
      });
    const run = await short(
      {
        id: 'h4',
        steps: [
          {
            id: 'each',
            timeout: 15_000,
            map: { over: '[1,2]', concurrency: 1, steps: [{ id: 'kid', workflow: { id: 'h4kid' } }] },
          },
          step('brk', { agent: 'BETA' }),
        ],
      },
      {},
      6000,
    );
    expect([run.status, stateOf(run, 'each')]).toEqual(['failed', 'cancelled RUN_FAILED']);
  });
});
