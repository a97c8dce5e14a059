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
const child = (id: string, workflow: object, more: object = {}) => ({ id, workflow, ...more });
const fail = (): never => {
  throw new Error('broken');
};
const publish = (definition: object) => engine.workflows.publish(definition, caller);
const get = (runId: string) => engine.workflows.get(runId, caller);
const result = (runId: string): Promise<Run> => engine.workflows.result(runId, { ...caller, timeout: 20_000 });
const ends = (run: Run) =>
  Object.fromEntries(
    run.steps.map(({ stepId, status, error }) => [stepId, error ? `${status} ${error.code}` : status]),
  );
const stepOf = (run: Run, stepId: string) => run.steps.find((found) => found.stepId === stepId);
const timeline = async (runId: string) => (await engine.workflows.timeline(runId, caller)).items;
const runsOf = async (workflow: string) => (await engine.workflows.list({ ...caller, workflow, limit: 100 })).items;

async function start(definition: object, trigger: object = {}): Promise<string> {
  const { id } = await publish(definition);
  return (await engine.workflows.start(id, trigger, { ...caller, by: 'ann', correlationId: 'c-1' })).runId;
}

/** The child that a step has started. */
async function childOf(runId: string, stepId: string): Promise<string> {
  return until(`${stepId} has a child`, async () => stepOf(await get(runId), stepId)?.childRunId);
}

/** Nothing is owed to anybody, and nobody is being called off. */
async function atRest(): Promise<void> {
  await until('nothing is owed', async () => {
    const keys = await engine.redis.keys(`{${engine.prefix}*:child-ends`);
    return keys.length === 0;
  });
}

const double = {
  id: 'double',
  inputs: [{ name: 'n', type: 'number', required: true }],
  steps: [step('twice', { inputs: { n: '{{trigger.n * 2}}' } })],
  outputs: { n: '{{steps.twice.output.n}}' },
};
const waiting = {
  id: 'waiting',
  steps: [{ id: 'w', wait: { signal: 'go' } }],
  outputs: { said: '{{steps.w.output}}' },
};

describe('a step that starts a child run', () => {
  it('waits for it and gives its outputs', async () => {
    await publish(double);
    const runId = await start(
      {
        id: 'parent',
        steps: [
          step('first', { inputs: { n: 4 } }),
          child('kid', { id: 'double', inputs: { n: '{{steps.first.output.n}}' } }),
          step('use', { inputs: { got: '{{steps.kid.output.n}}' } }),
        ],
      },
      {},
    );
    const run = await result(runId);
    expect([run.status, stepOf(run, 'kid')?.output, stepOf(run, 'use')?.output]).toEqual([
      'completed',
      { n: 8 },
      { got: 8 },
    ]);
    const childRunId = stepOf(run, 'kid')?.childRunId ?? '';
    const kid = await get(childRunId);
    expect(kid).toMatchObject({ status: 'completed', trigger: { n: 4 }, correlationId: 'c-1' });
    expect(kid.parent).toEqual({ runId, stepId: 'kid' });
    const own = (await timeline(runId)).filter(({ stepId }) => stepId === 'kid');
    expect(own.map(({ type, data }) => [type, data?.['childRunId']])).toEqual([
      ['step.started', undefined],
      ['step.child_started', childRunId],
      ['step.child_ended', childRunId],
      ['step.completed', undefined],
    ]);
    expect((await timeline(childRunId))[0]?.data).toMatchObject({ parent: { runId, stepId: 'kid' }, by: 'ann' });
    await atRest();
  });
});

describe('a child run that does not complete', () => {
  it('fails the step, which says why', async () => {
    engine.script.on('twice', fail);
    await publish(double);
    const runId = await start({
      id: 'of-failed',
      steps: [child('kid', { id: 'double', inputs: { n: 1 } }), step('b', { dependsOn: ['kid'] })],
    });
    const run = await result(runId);
    expect([run.status, ends(run)]).toEqual(['failed', { kid: 'failed CHILD_FAILED', b: 'skipped UPSTREAM_FAILED' }]);
    const childRunId = stepOf(run, 'kid')?.childRunId;
    expect(stepOf(run, 'kid')?.error?.message).toBe(`Run ${childRunId} of 'double' ended failed: AGENT_FAILED broken`);
    expect(stepOf(run, 'kid')?.attempts).toBe(1);
  });

  it('fails it with a code of its own when somebody cancelled it', async () => {
    await publish(waiting);
    const runId = await start({
      id: 'of-cancelled',
      steps: [child('kid', { id: 'waiting' }, { retry: { attempts: 3 } })],
    });
    await engine.workflows.cancel(await childOf(runId, 'kid'), { ...caller, by: 'bob' });
    expect(ends(await result(runId))).toEqual({ kid: 'failed CHILD_CANCELLED' });
  });

  it('is tried again as another run where the step says so', async () => {
    let tries = 0;
    engine.script.on('twice', () => {
      tries += 1;
      if (tries < 3) fail();
    });
    await publish(double);
    const kid = child('kid', { id: 'double', inputs: { n: 1 } }, { retry: { attempts: 3, delay: 5 } });
    const runId = await start({ id: 'retrying', steps: [kid] });
    const run = await result(runId);
    expect([run.status, stepOf(run, 'kid')?.attempts, stepOf(run, 'kid')?.output]).toEqual(['completed', 3, { n: 2 }]);
    const started = (await timeline(runId)).filter(({ type }) => type === 'step.child_started');
    const ids = started.map(({ data }) => data?.['childRunId'] as string);
    expect(new Set(ids).size).toBe(3);
    expect((await Promise.all(ids.map(get))).map(({ status }) => status)).toEqual(['failed', 'failed', 'completed']);
    expect(stepOf(run, 'kid')?.childRunId).toBe(ids[2]);
  });

  it('is forgiven by onError', async () => {
    engine.script.on('twice', fail);
    await publish(double);
    const kid = child('kid', { id: 'double', inputs: { n: 1 } }, { onError: 'continue' });
    const run = await result(await start({ id: 'forgiving', steps: [kid, step('b', { dependsOn: ['kid'] })] }));
    expect([run.status, ends(run)]).toEqual(['completed', { kid: 'failed CHILD_FAILED', b: 'completed' }]);
  });
});

describe('a child run that cannot be started', () => {
  it('because its workflow was retired fails the step', async () => {
    await publish({ ...waiting, id: 'short-lived' });
    const { id } = await publish({ id: 'of-retired', steps: [child('kid', { id: 'short-lived' })] });
    await engine.workflows.retire('short-lived', caller);
    const run = await result((await engine.workflows.start(id, {}, caller)).runId);
    expect(ends(run)).toEqual({ kid: 'failed CONFLICT' });
    expect(stepOf(run, 'kid')).toMatchObject({
      error: { message: "Workflow 'short-lived' is retired: no new runs are started." },
    });
    expect(stepOf(run, 'kid')?.childRunId).toBeUndefined();
  });

  it('because its inputs do not fit names each of them', async () => {
    await publish(double);
    const kid = child('kid', { id: 'double', inputs: { n: '{{trigger.n}}' } }, { retry: { attempts: 3 } });
    const run = await result(await start({ id: 'of-mismatch', steps: [kid] }, { n: 'four' }));
    expect(stepOf(run, 'kid')).toMatchObject({ attempts: 1, error: { code: 'INVALID_INPUT' } });
    expect(stepOf(run, 'kid')?.error?.message).toContain('The input `n` must be a number; found "four".');
  });

  it('because it would lie too deep fails the deepest call', async () => {
    await engine.workflows.publish(
      { id: 'endless', steps: [child('again', { id: 'endless' })], outputs: { x: '{{steps.again.output}}' } },
      caller,
    );
    const run = await result((await engine.workflows.start('endless', {}, caller)).runId);
    expect(ends(run)).toEqual({ again: 'failed CHILD_FAILED' });
    expect(stepOf(run, 'again')?.error?.message).toContain('CHILD_FAILED');
    const runs = await Promise.all((await runsOf('endless')).map(({ runId }) => get(runId)));
    expect(runs).toHaveLength(11);
    const codes = runs.map(({ steps }) => steps[0]?.error?.code);
    expect(codes.filter((code) => code === 'WORKFLOW_DEPTH')).toHaveLength(1);
  });
});

describe('a definition that starts itself', () => {
  it('computes a factorial by five runs', async () => {
    await publish({
      id: 'factorial',
      inputs: [{ name: 'n', type: 'integer', required: true }],
      steps: [
        child('below', { id: 'factorial', inputs: { n: '{{trigger.n - 1}}' } }, { condition: 'trigger.n > 1' }),
        step('times', {
          dependsOn: { steps: ['below'], onDead: 'run' },
          inputs: { n: '{{trigger.n * (steps.below.output.n ?? 1)}}' },
        }),
      ],
      outputs: { n: '{{steps.times.output.n}}' },
    });
    const { runId } = await engine.workflows.start('factorial', { n: 5 }, caller);
    expect((await result(runId)).outputs).toEqual({ n: 120 });
    expect(await runsOf('factorial')).toHaveLength(5);
  });
});

describe('a detached child run', () => {
  const detached = (more: object = {}) => child('kid', { id: 'waiting', wait: false, ...more });

  it('is started and left alone by a parent that completes', async () => {
    await publish(waiting);
    const runId = await start({
      id: 'letting-go',
      steps: [detached(), step('b', { inputs: { kid: '{{steps.kid.output.runId}}' } })],
    });
    const run = await result(runId);
    const kid = stepOf(run, 'kid')?.childRunId ?? '';
    expect([run.status, stepOf(run, 'kid')?.output, stepOf(run, 'b')?.output]).toEqual([
      'completed',
      { runId: kid },
      { kid },
    ]);
    await until('the child waits', async () => (await get(kid)).status === 'waiting');
    await engine.workflows.signal(kid, 'go', { text: 'on' }, caller);
    expect((await result(kid)).outputs).toEqual({ said: { text: 'on' } });
    expect((await timeline(runId)).map(({ type }) => type)).not.toContain('step.child_ended');
    await atRest();
  });

  it('is cancelled when its parent ends otherwise, unless it was abandoned', async () => {
    engine.script.on('b', fail);
    await publish(waiting);
    const steps = [
      detached(),
      child('free', { id: 'waiting', wait: false, onParentCancel: 'abandon' }),
      step('b', { dependsOn: ['kid', 'free'] }),
    ];
    const run = await result(await start({ id: 'dropping', steps }));
    expect(run.status).toBe('failed');
    const kid = await result(stepOf(run, 'kid')?.childRunId ?? '');
    expect([kid.status, kid.error?.message]).toEqual([
      'cancelled',
      `Step 'kid' of run ${run.runId}, which started it, is done with it.`,
    ]);
    const free = stepOf(run, 'free')?.childRunId ?? '';
    await engine.workflows.signal(free, 'go', {}, caller);
    expect((await result(free)).status).toBe('completed');
  });
});

describe('the end of a parent', () => {
  const parentOf = (workflow: object, more: object = {}) => ({
    id: 'ending',
    steps: [child('kid', { id: 'waiting', ...workflow })],
    ...more,
  });

  it('by a cancel cancels its child, and the child of that', async () => {
    await publish(waiting);
    await publish({ id: 'middle', steps: [child('kid', { id: 'waiting' })] });
    const runId = await start({ id: 'top', steps: [child('mid', { id: 'middle' })] });
    const middle = await childOf(runId, 'mid');
    const bottom = await childOf(middle, 'kid');
    await engine.workflows.cancel(runId, caller);
    const runs = await Promise.all([runId, middle, bottom].map(result));
    expect(runs.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(runs.map(({ steps }) => steps[0]?.status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    await atRest();
  });

  it('leaves an abandoned child alone, which ends by itself', async () => {
    await publish(waiting);
    const runId = await start(parentOf({ onParentCancel: 'abandon' }));
    const kid = await childOf(runId, 'kid');
    await until('the child waits', async () => (await get(kid)).status === 'waiting');
    await engine.workflows.cancel(runId, caller);
    expect((await result(runId)).status).toBe('cancelled');
    await engine.workflows.signal(kid, 'go', {}, caller);
    expect((await result(kid)).status).toBe('completed');
    await atRest();
  });

  it('by its timeout cancels its child', async () => {
    await publish(waiting);
    const runId = await start(parentOf({}, { timeout: 300 }));
    const kid = await childOf(runId, 'kid');
    const run = await result(runId);
    expect([run.status, ends(run), (await result(kid)).status]).toEqual([
      'failed',
      { kid: 'cancelled RUN_TIMEOUT' },
      'cancelled',
    ]);
  });

  it('by an end cancels its child', async () => {
    await publish(waiting);
    const steps = [
      child('kid', { id: 'waiting' }),
      step('a'),
      { id: 'stop', dependsOn: ['a'], end: { outcome: 'completed' } },
    ];
    engine.script.on('a', async (_, { runId }) => void (await childOf(runId, 'kid')));
    const run = await result(await start({ id: 'cut-short', steps }));
    expect([run.status, ends(run)['kid']]).toEqual(['completed', 'cancelled RUN_ENDED']);
    expect((await result(stepOf(run, 'kid')?.childRunId ?? '')).status).toBe('cancelled');
  });

  it('by a failure waits for a child under drain, and cancels it under cancel', async () => {
    await publish(waiting);
    engine.script.on('a', async (_, { runId }) => {
      await childOf(runId, 'kid');
      fail();
    });
    const steps = [child('kid', { id: 'waiting' }), step('a'), step('after', { dependsOn: ['kid'] })];
    const drained = await start({ id: 'draining', steps });
    await until('it is failing', async () => (await get(drained)).status === 'failing');
    const kid = await childOf(drained, 'kid');
    await until('the child waits', async () => (await get(kid)).status === 'waiting');
    expect(stepOf(await get(drained), 'kid')?.status).toBe('running');
    await engine.workflows.signal(kid, 'go', { n: 1 }, caller);
    const run = await result(drained);
    expect([run.status, ends(run)]).toEqual([
      'failed',
      { kid: 'completed', a: 'failed AGENT_FAILED', after: 'cancelled RUN_FAILED' },
    ]);
    const cut = await result(await start({ id: 'cutting', onFailure: 'cancel', steps }));
    expect(ends(cut)).toEqual({ kid: 'cancelled RUN_FAILED', a: 'failed AGENT_FAILED', after: 'cancelled RUN_FAILED' });
    expect((await result(stepOf(cut, 'kid')?.childRunId ?? '')).status).toBe('cancelled');
  });
});

describe('a step that is done with its child', () => {
  it('because a join goes on without it cancels it, while the run goes on', async () => {
    await publish(waiting);
    engine.script.on('fast', async (_, { runId }) => void (await childOf(runId, 'kid')));
    const steps = [
      child('kid', { id: 'waiting' }),
      step('fast'),
      step('next', { dependsOn: { steps: ['kid', 'fast'], join: 'first', rest: 'cancel' } }),
      { id: 'hold', dependsOn: ['next'], wait: { signal: 'go' } },
    ];
    const runId = await start({ id: 'racing', steps });
    expect((await result(await childOf(runId, 'kid'))).status).toBe('cancelled');
    expect((await get(runId)).status).not.toBe('completed');
    await engine.workflows.signal(runId, 'go', {}, caller);
    expect(ends(await result(runId))).toMatchObject({ kid: 'cancelled CANCELLED_BY_JOIN', next: 'completed' });
  });

  it('because it took too long cancels it, and may try another', async () => {
    await publish(waiting);
    const kid = child('kid', { id: 'waiting' }, { timeout: 50, retry: { attempts: 2, delay: 5 } });
    const runId = await start({ id: 'too-slow', steps: [kid] });
    expect(ends(await result(runId))).toEqual({ kid: 'failed TIMEOUT' });
    const started = (await timeline(runId)).filter(({ type }) => type === 'step.child_started');
    const kids = await Promise.all(started.map(({ data }) => result(data?.['childRunId'] as string)));
    expect(kids.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  });
});

describe('the rollback of a parent', () => {
  it('undoes a child by its compensate, and names one that has none', async () => {
    engine.script.on('breaks', fail);
    await publish(double);
    const undo = { agent: 'ALPHA', action: 'read', inputs: { undoes: '{{steps.kid.output.n}}' } };
    const steps = [
      child('kid', { id: 'double', inputs: { n: 2 } }, { compensate: undo }),
      child('other', { id: 'double', inputs: { n: 3 } }),
      step('breaks', { dependsOn: ['kid', 'other'] }),
    ];
    const run = await result(await start({ id: 'undoing', errorHandler: 'rollback_workflow', steps }));
    expect([run.status, ends(run)]).toMatchObject(['failed', { kid: 'compensated', other: 'completed' }]);
    expect(run.notUndone).toMatchObject([{ code: 'NO_UNDO', stepId: 'other' }]);
    expect(engine.script.callsOf('kid').map(({ input }) => input)).toEqual([{ undoes: 4 }]);
  });
});

describe('who started a parent', () => {
  it('has started its children as well, and does not decide on them alone', async () => {
    await publish({
      id: 'asking',
      steps: [{ id: 'ask', approval: { prompt: 'Go?', approvers: { users: ['ann', 'bob'] } } }],
    });
    const runId = await start({ id: 'through-a-child', steps: [child('kid', { id: 'asking' })] });
    const kid = await childOf(runId, 'kid');
    await until('it asks', async () => stepOf(await get(kid), 'ask')?.status === 'waiting');
    const vote = (by: string) => engine.workflows.approve(kid, 'ask', { decision: 'approve' }, { ...caller, by });
    await expect(vote('ann')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await vote('bob');
    expect((await result(runId)).status).toBe('completed');
  });
});

describe('publishing a parent', () => {
  const problems = async (steps: object[]) =>
    (await engine.workflows.validate({ id: 'unpublished', steps }, caller)).problems.map(
      ({ code, path }) => `${code} ${path}`,
    );

  it('asks for child workflows that the team has, in their versions and with inputs that fit', async () => {
    await publish(double);
    const steps = [
      child('a', { id: 'nowhere' }),
      child('b', { id: 'double', version: 9, inputs: { n: 1 } }),
      child('c', { id: 'double', inputs: { n: 'x' } }),
      child('d', { id: 'unpublished' }),
    ];
    const expected = [
      'UNKNOWN_WORKFLOW /steps/0/workflow/id',
      'UNKNOWN_WORKFLOW /steps/1/workflow/version',
      'INVALID_INPUT /steps/2/workflow/inputs/n',
    ];
    expect(await problems(steps)).toEqual(expected);
    await expect(publish({ id: 'unpublished', steps })).rejects.toMatchObject({ code: 'INVALID_DEFINITION' });
    const other = { teamId: 'team_456' };
    await expect(
      engine.workflows.publish({ id: 'x', steps: [child('a', { id: 'double', inputs: { n: 1 } })] }, other),
    ).rejects.toMatchObject({
      details: [{ code: 'UNKNOWN_WORKFLOW' }],
    });
  });
});
