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
const joining = (id: string, steps: string[], join: unknown, more: object = {}) =>
  step(id, { agent: 'BETA', dependsOn: { steps, join, ...more } });
const fail = (): never => {
  throw new Error('broken');
};

/** Behaviour that ends when it is let go, or by the abort of its attempt, which it remembers. */
function held() {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<unknown>();
  const aborts: unknown[] = [];
  return {
    begun: begun.promise,
    letGo: () => go.resolve({ late: true }),
    aborts,
    act: (_: unknown, { signal }: { signal: AbortSignal }) => {
      begun.resolve();
      return Promise.race([
        go.promise,
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborts.push(signal.reason);
            reject(signal.reason as Error);
          });
        }),
      ]);
    },
  };
}

async function start(definition: object): Promise<string> {
  const { id } = await engine.workflows.publish(definition, { teamId });
  return (await engine.workflows.start(id, {}, { teamId })).runId;
}
const result = (runId: string) => engine.workflows.result(runId, { teamId, timeout: 20_000 });
const ends = (run: { steps: readonly { stepId: string; status: string; error?: { code: string } }[] }) =>
  Object.fromEntries(
    run.steps.map(({ stepId, status, error }) => [stepId, error ? `${status} ${error.code}` : status]),
  );

/** Keys that BullMQ holds for the jobs of a run. */
const jobKeys = async (runId: string): Promise<string[]> =>
  (await engine.redis.keys(`{${engine.prefix}*:${runId}*`)).filter((key) => key.includes(':workflow-'));

describe('a join that fires on the first arrival', () => {
  it('goes on while the others run, and the run waits for their end', async () => {
    const slow = held();
    engine.script.on('slow', slow.act);
    const runId = await start({
      id: 'first-keep',
      steps: [step('fast'), step('slow'), joining('next', ['fast', 'slow'], 'first')],
    });
    await slow.begun;
    await until(
      'the join has fired',
      async () => (await engine.workflows.get(runId, { teamId })).steps[2]?.status === 'completed',
    );
    slow.letGo();
    const run = await result(runId);
    expect([run.status, ends(run)]).toEqual(['completed', { fast: 'completed', slow: 'completed', next: 'completed' }]);
  });

  it('aborts what runs, removes what is queued or parked, and what only they needed', async () => {
    const running = held();
    engine.script.on('running', running.act).on('parked', fail);
    engine.script.on('fast', async (_, { runId }) => {
      await running.begun;
      const isParked = async (): Promise<boolean> =>
        (await engine.workflows.get(runId, { teamId })).steps[2]?.status === 'waiting';
      await until('the loser is parked', isParked);
    });
    const runId = await start({
      id: 'first-cancel',
      steps: [
        step('fast', { agent: 'BETA' }),
        step('running'),
        step('parked', { retry: { attempts: 2, delay: 600_000, maxDelay: 600_000 } }),
        step('behind', { dependsOn: ['parked'] }),
        joining('next', ['fast', 'running', 'behind'], 'first', { rest: 'cancel' }),
      ],
    });
    const run = await result(runId);
    const byJoin = 'cancelled CANCELLED_BY_JOIN';
    expect([run.status, ends(run)]).toEqual([
      'completed',
      { fast: 'completed', running: byJoin, parked: byJoin, behind: byJoin, next: 'completed' },
    ]);
    expect(running.aborts).toMatchObject([{ why: 'step-cancelled' }]);
    await until('no job of the run is left', async () => (await jobKeys(runId)).length === 0);
    await until(
      'nothing is left to be woken',
      async () => (await engine.redis.exists(`{${engine.prefix}0}:wake`)) === 0,
    );
  });

  it('reaches a loser that runs inside the job of another step', async () => {
    const inline = held();
    engine.script.on('inline', inline.act).on('fast', () => inline.begun);
    const run = await engine.run({
      id: 'first-inline',
      steps: [
        step('head'),
        step('inline', { dependsOn: ['head'] }),
        step('fast', { agent: 'BETA' }),
        joining('next', ['fast', 'inline'], 'first', { rest: 'cancel' }),
      ],
    });
    expect(ends(run)).toMatchObject({ inline: 'cancelled CANCELLED_BY_JOIN', next: 'completed' });
    expect(inline.aborts).toHaveLength(1);
  });

  it('discards the result of a loser that ignores its abort, and tells of it', async () => {
    const deaf = held();
    engine.script.on('deaf', (input) => deaf.act(input, { signal: new AbortController().signal }));
    engine.script.on('fast', () => deaf.begun);
    engine.script.on('next', () => deaf.letGo());
    const run = await engine.run({
      id: 'first-deaf',
      steps: [
        step('fast', { agent: 'BETA' }),
        step('deaf'),
        joining('next', ['fast', 'deaf'], 'first', { rest: 'cancel' }),
      ],
    });
    expect(ends(run)).toMatchObject({ deaf: 'cancelled CANCELLED_BY_JOIN' });
    expect(run.steps[1]?.output).toBeUndefined();
  });
});

describe('a failure under a join', () => {
  it('is off the run when another branch arrives', async () => {
    engine.script.on('primary', fail);
    const run = await engine.run({
      id: 'off-the-run',
      steps: [
        step('primary'),
        step('use', { dependsOn: ['primary'] }),
        step('backup'),
        joining('either', ['use', 'backup'], 'any'),
      ],
    });
    expect([run.status, ends(run)]).toEqual([
      'completed',
      { primary: 'failed AGENT_FAILED', use: 'skipped UPSTREAM_FAILED', backup: 'completed', either: 'completed' },
    ]);
  });

  it('stands once too few can arrive, and skips the step behind as unreachable', async () => {
    engine.script.on('a', fail).on('b', fail);
    const run = await engine.run({
      id: 'unreachable',
      steps: [step('a'), step('b'), step('c'), joining('two', ['a', 'b', 'c'], { atLeast: 2 })],
    });
    expect([run.status, run.error?.stepId !== undefined]).toEqual(['failed', true]);
    expect(ends(run)).toMatchObject({ two: 'skipped JOIN_UNREACHABLE' });
  });

  it('that a join only looked at fails the run in the end, after what is behind the join has run', async () => {
    engine.script.on('a', fail);
    const run = await engine.run({
      id: 'looked-at',
      steps: [
        step('a'),
        step('b'),
        joining('report', ['a', 'b'], 'allSettled'),
        step('mail', {
          inputs: { failed: '{{steps.a.status}}' },
          dependsOn: { steps: ['report', 'a'], join: 'allSettled' },
        }),
      ],
    });
    expect([run.status, run.error, ends(run)]).toMatchObject([
      'failed',
      { code: 'AGENT_FAILED', stepId: 'a' },
      { a: 'failed AGENT_FAILED', b: 'completed', report: 'completed', mail: 'completed' },
    ]);
    expect(run.steps[3]?.output).toEqual({ failed: 'failed' });
  });

  it('under cancel spares what a looking join freed, and aborts the others one by one', async () => {
    const other = held();
    engine.script.on('other', other.act).on('a', async () => {
      await other.begun;
      fail();
    });
    engine.script.on('after', async () => until('the other was aborted', () => other.aborts.length > 0));
    const run = await engine.run({
      id: 'spared',
      onFailure: 'cancel',
      steps: [step('a'), step('other'), joining('look', ['a'], 'allSettled'), step('after', { dependsOn: ['look'] })],
    });
    expect([run.status, ends(run)]).toEqual([
      'failed',
      { a: 'failed AGENT_FAILED', other: 'cancelled RUN_FAILED', look: 'completed', after: 'completed' },
    ]);
  });
});

describe('a join by expression', () => {
  it('fires as soon as the outputs say so', async () => {
    engine.script.on('a', () => ({ score: 0.4 })).on('b', () => ({ score: 0.9 }));
    const late = held();
    engine.script.on('c', late.act);
    engine.script.on('decide', () => ({ decided: true }));
    const run = await engine.run({
      id: 'by-expression',
      steps: [
        step('a'),
        step('b'),
        step('c'),
        joining(
          'decide',
          ['a', 'b', 'c'],
          { when: '{{ steps.a.output.score > 0.8 || steps.b.output.score > 0.8 }}' },
          { rest: 'cancel' },
        ),
      ],
    });
    expect([run.status, ends(run)]).toEqual([
      'completed',
      { a: 'completed', b: 'completed', c: 'cancelled CANCELLED_BY_JOIN', decide: 'completed' },
    ]);
  });
});
