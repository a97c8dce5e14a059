/* oxlint-disable unicorn/no-thenable -- `then` is a field of the language */
import { DeferredError, RetryableError, TerminalError, UnknownOutcomeError } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { runWorkflow, startWorkflow, type TestedRun } from './test-run.js';

const act = (id: string, more: object = {}): object => ({
  id,
  agent: 'ALPHA',
  action: 'read',
  inputs: { id },
  ...more,
});
const echo = { '*': (input: object) => input };
const statuses = ({ steps }: TestedRun) =>
  Object.fromEntries(Object.entries(steps).map(([path, { status, error }]) => [path, error?.code ?? status]));

describe('a run in memory', () => {
  it('follows dependencies and templates, and gives outputs', async () => {
    const run = await runWorkflow(
      {
        id: 'campaign',
        steps: [
          act('research', { inputs: { leadId: '{{trigger.leadId}}' } }),
          act('outreach', { inputs: { of: '{{steps.research.output.leadId}}' }, condition: 'trigger.hot' }),
          act('followup', { dependsOn: ['research', 'outreach'] }),
        ],
        outputs: { lead: '{{steps.research.output.leadId}}', said: '{{steps.outreach.output.of}}' },
      },
      { trigger: { leadId: 'l1', hot: false }, agents: echo },
    );
    expect(run.status).toBe('completed');
    expect(run.outputs).toEqual({ lead: 'l1' });
    expect(run.missingOutputs).toEqual({ said: "Step 'outreach' is skipped." });
    expect(statuses(run)).toEqual({
      research: 'completed',
      outreach: 'CONDITION_FALSE',
      followup: 'DEPENDENCY_SKIPPED',
    });
  });

  it('retries by the virtual clock, and times attempts out', async () => {
    const run = await runWorkflow(
      {
        id: 'w',
        onFailure: 'continue',
        steps: [act('flaky'), act('slow', { timeout: 50, retry: { attempts: 2, delay: 10 } })],
      },
      {
        agents: {
          flaky: (_, { attempt }) => {
            if (attempt < 3) throw new RetryableError('BUSY', 'Busy.');
            return attempt;
          },
          slow: (_, { sleep }) => sleep(Number.POSITIVE_INFINITY),
        },
      },
    );
    expect(run.steps['flaky']).toMatchObject({ status: 'completed', attempts: 3, output: 3 });
    expect(run.steps['slow']).toMatchObject({ status: 'failed', attempts: 2, error: { code: 'TIMEOUT' } });
    expect(run.status).toBe('failed');
    const begun = run.trace.filter(({ type, stepId }) => type === 'step.started' && stepId === 'slow');
    expect((begun[1]?.at ?? 0) - (begun[0]?.at ?? 0)).toBe(60);
  });

  it('fires a join at the first arrival and aborts the loser', async () => {
    let aborted = false;
    const run = await runWorkflow(
      {
        id: 'race',
        steps: [
          act('quick'),
          act('slow'),
          act('after', { dependsOn: { steps: ['quick', 'slow'], join: 'first', rest: 'cancel' } }),
        ],
      },
      {
        agents: {
          ...echo,
          quick: (_, { sleep }) => sleep(10),
          slow: (_, { sleep, signal }) => {
            signal.addEventListener('abort', () => (aborted = true));
            return sleep(1_000);
          },
        },
      },
    );
    expect(statuses(run)).toEqual({ quick: 'completed', slow: 'CANCELLED_BY_JOIN', after: 'completed' });
    expect(aborted).toBe(true);
    expect(run.trace.at(-1)?.at).toBe((run.trace[0]?.at ?? 0) + 10);
  });

  it('undoes completed steps in reverse order', async () => {
    const undone: unknown[] = [];
    const run = await runWorkflow(
      {
        id: 'w',
        errorHandler: 'rollback_workflow',
        steps: [act('a'), act('b', { dependsOn: ['a'] }), act('c', { dependsOn: ['b'] })],
      },
      {
        agents: {
          ...echo,
          c: () => {
            throw new TerminalError('REFUSED', 'No.');
          },
        },
        undo: { '*': (_, { stepId }) => undone.push(stepId) },
      },
    );
    expect(run.status).toBe('compensated');
    expect(undone).toEqual(['b', 'a']);
    expect(run.error?.code).toBe('REFUSED');
  });

  it('waits for signals, timers and people, and is moved by the test', async () => {
    const steps = [
      {
        id: 'reply',
        wait: {
          firstOf: [
            { id: 'said', signal: 'said', then: ['ask'] },
            { id: 'silent', delay: 1_000, then: ['remind'] },
          ],
        },
      },
      { id: 'ask', approval: { prompt: 'Go?', approvers: { users: ['ann', 'bob'], count: 2 } } },
      act('remind'),
    ];
    const quiet = await runWorkflow({ id: 'w', steps }, { agents: echo });
    expect(statuses(quiet)).toEqual({ reply: 'completed', ask: 'BRANCH_NOT_TAKEN', remind: 'completed' });

    const driver = await startWorkflow({ id: 'w', steps }, { agents: echo });
    await driver.advance(999);
    expect(driver.now.status).toBe('waiting');
    expect(await driver.signal('said', { text: 'yes' })).toBe('given');
    await driver.advance(5_000);
    await driver.approve('ask', { by: 'ann' });
    await expect(driver.approve('ask', { by: 'ann' })).rejects.toMatchObject({ code: 'CONFLICT' });
    const run = await driver.approve('ask', { by: 'bob' });
    expect(run.status).toBe('completed');
    expect(run.steps['reply']?.output).toEqual({ chosen: 'said', payload: { text: 'yes' } });
    expect(run.steps['ask']?.output).toEqual({ decision: 'approve', by: ['ann', 'bob'] });
    await expect(driver.signal('said')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('runs maps, loops, turns and child runs', async () => {
    const child = {
      id: 'double',
      inputs: [{ name: 'n', type: 'number', required: true }],
      steps: [act('calc', { inputs: { n: '{{trigger.n * 2}}' } })],
      outputs: { n: '{{steps.calc.output.n}}' },
    };
    const run = await runWorkflow(
      {
        id: 'w',
        steps: [
          {
            id: 'each',
            map: {
              over: '[1, 2, 3]',
              concurrency: 2,
              steps: [{ id: 'child', workflow: { id: 'double', inputs: { n: '{{item}}' } } }],
              output: '{{steps.child.output.n}}',
            },
          },
          {
            id: 'again',
            loop: {
              maxIterations: 5,
              until: 'steps.count.output.n >= 3',
              steps: [act('count', { inputs: { n: '{{loop.index + 1}}' } })],
            },
          },
          { id: 'turns', interleave: { order: [['y', 'x']], steps: [act('x'), act('y'), act('z')] } },
        ],
        outputs: {
          each: '{{steps.each.output}}',
          again: '{{steps.again.output.n}}',
          turns: '{{steps.turns.output.order}}',
        },
      },
      { agents: { ...echo, x: (_, { sleep }) => sleep(5) }, workflows: [child] },
    );
    expect(run.status).toBe('completed');
    expect(run.outputs).toEqual({ each: [2, 4, 6], again: 3, turns: ['y', 'x', 'z'] });
    expect(run.children).toHaveLength(3);
    expect(run.steps['each.2.child']?.status).toBe('completed');
  });

  it('goes on with the items that a complete map keeps, those too that had not begun', async () => {
    const map = { over: '[1, 2, 3]', concurrency: 1, completeWhen: 'map.ok >= 1', rest: 'keep', steps: [act('ask')] };
    const run = await runWorkflow({ id: 'w', steps: [{ id: 'each', map }] }, { agents: echo });
    expect(run.steps['each']?.output).toEqual([{ id: 'ask' }]);
    const all = { each: 'completed', 'each.0.ask': 'completed', 'each.1.ask': 'completed', 'each.2.ask': 'completed' };
    expect(statuses(run)).toEqual(all);
  });

  it('ends what a complete map stands in once the items that it keeps have ended', async () => {
    const map = { over: '[1, 2]', completeWhen: 'map.ok >= 1', rest: 'keep', steps: [act('ask')] };
    const turns = { id: 'turns', interleave: { steps: [{ id: 'each', map }] } };
    const run = await runWorkflow(
      { id: 'w', steps: [turns, act('after', { dependsOn: ['turns'] })] },
      { agents: { ...echo, 'turns.each.1.ask': (_, { sleep }) => sleep(5) } },
    );
    const ended = run.trace.filter(({ type }) => type === 'step.completed').map(({ stepId }) => stepId);
    expect(ended).toEqual(['turns.each.0.ask', 'turns.each', 'turns.each.1.ask', 'turns', 'after']);
  });

  it('cancels a container that a failure has cut short, also where the run goes on with what the failure spares', async () => {
    const run = await runWorkflow(
      {
        id: 'w',
        steps: [
          { id: 'turns', interleave: { steps: [act('x'), act('y')] } },
          act('breaks'),
          act('looks', { dependsOn: { steps: ['breaks'], join: 'allSettled' } }),
        ],
      },
      {
        agents: {
          ...echo,
          x: (_, { sleep }) => sleep(5),
          breaks: () => {
            throw new TerminalError('BROKEN', 'It broke.');
          },
        },
      },
    );
    expect(statuses(run)).toEqual({
      ...{ turns: 'RUN_FAILED', 'turns.x': 'completed', 'turns.y': 'RUN_FAILED' },
      ...{ breaks: 'BROKEN', looks: 'completed' },
    });
  });

  it('is cancelled by an operator, ended by an end, and timed out as a whole', async () => {
    const driver = await startWorkflow(
      { id: 'w', steps: [act('a'), { id: 'b', wait: { signal: 'x' } }] },
      { agents: { a: (_, { sleep }) => sleep(1e9) } },
    );
    const cancelled = await driver.cancel();
    expect([cancelled.status, statuses(cancelled)]).toEqual(['cancelled', { a: 'RUN_CANCELLED', b: 'RUN_CANCELLED' }]);

    const ended = await runWorkflow({
      id: 'w',
      steps: [
        { id: 'stop', end: { outcome: 'completed', output: { why: 'enough' } } },
        { id: 'b', wait: { signal: 'x' } },
      ],
    });
    expect([ended.status, ended.outputs, statuses(ended)]).toEqual([
      'completed',
      { why: 'enough' },
      { stop: 'completed', b: 'RUN_ENDED' },
    ]);

    const endedInside = await runWorkflow({
      id: 'w',
      steps: [
        {
          id: 'each',
          map: {
            over: '[1, 2]',
            steps: [
              { id: 'stop', condition: 'index == 1', end: { outcome: 'completed', output: ['{{trigger.gone}}', 1] } },
            ],
          },
        },
        act('after', { dependsOn: ['each'] }),
      ],
    });
    expect([endedInside.status, endedInside.outputs, endedInside.steps['after']?.status]).toEqual([
      'completed',
      { output: [null, 1] },
      'cancelled',
    ]);

    const late = await runWorkflow({ id: 'w', timeout: 500, steps: [{ id: 'b', wait: { signal: 'x' } }] });
    expect([late.status, late.error?.code]).toEqual(['failed', 'RUN_TIMEOUT']);
  });

  it('refuses a definition and a trigger that do not fit, with every problem', async () => {
    await expect(runWorkflow({ id: 'w', steps: [act('a', { dependsOn: ['b'] })] })).rejects.toMatchObject({
      code: 'INVALID_DEFINITION',
      message: expect.stringContaining('/steps/0/dependsOn') as string,
    });
    const inputs = [{ name: 'n', type: 'number', required: true }];
    await expect(runWorkflow({ id: 'w', inputs, steps: [act('a')] })).rejects.toMatchObject({
      code: 'INVALID_TRIGGER',
    });
  });
});

describe('a test that takes part', () => {
  it('settles a step of unknown outcome, and defers another', async () => {
    let isQuiet = true;
    const driver = await startWorkflow(
      { id: 'w', steps: [act('text'), act('later')] },
      {
        agents: {
          text: () => {
            throw new UnknownOutcomeError('SEND_UNKNOWN', 'Nobody knows.');
          },
          later: () => {
            if (isQuiet) throw new DeferredError('QUIET_HOURS', 'Not now.', 60_000);
            return 'said';
          },
        },
      },
    );
    isQuiet = false;
    expect(statuses(driver.now)).toEqual({ text: 'SEND_UNKNOWN', later: 'QUIET_HOURS' });
    const run = await driver.finish();
    expect(run.steps['later']).toMatchObject({ status: 'completed', attempts: 1 });
    expect(run.steps['text']?.status).toBe('unknown');
    expect((await driver.resolve('text', { output: 'sent' })).status).toBe('completed');
    await expect(driver.resolve('text', { output: 'sent' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses votes of strangers and of who started the run', async () => {
    const approval = { prompt: 'Go?', approvers: { users: ['ann'], roles: ['lead'] } };
    const driver = await startWorkflow({ id: 'w', steps: [{ id: 'ask', approval }] }, { startedBy: 'ann' });
    await expect(driver.approve('ask', { by: 'ann' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(driver.approve('ask', { by: 'bob' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const run = await driver.approve('ask', { by: 'bob', role: 'lead', decision: 'reject' });
    expect(run.steps['ask']?.output).toEqual({ decision: 'reject', by: ['bob'] });
  });

  it('sends signals under a key, which are kept for a day', async () => {
    const steps = [
      { id: 'gate', wait: { delay: 1_000 } },
      { id: 'hear', dependsOn: ['gate'], wait: { signal: 'text', key: '+1', match: 'signal.ok' } },
    ];
    const driver = await startWorkflow({ id: 'w', steps });
    expect(await driver.signalKey('text', '+1', { ok: false })).toBe('kept');
    expect(await driver.signalKey('text', '+1', { ok: true })).toBe('kept');
    const run = await driver.finish();
    expect(run.steps['hear']?.output).toEqual({ ok: true });
    const late = await startWorkflow({ id: 'w', steps });
    await late.signalKey('text', '+1', { ok: true });
    expect((await late.advance(0)).status).toBe('waiting');
  });

  it('reuses outputs of equal calls for as long as the step says', async () => {
    let calls = 0;
    const call = act('ask', { inputs: { q: 1 }, cache: { ttl: 100 }, agent: 'ALPHA' });
    const over = {
      id: 'again',
      loop: {
        maxIterations: 9,
        until: 'loop.index == 3',
        steps: [call, { id: 'rest', dependsOn: ['ask'], wait: { delay: 60 } }],
      },
    };
    const run = await runWorkflow({ id: 'w', steps: [over] }, { agents: { ask: () => (calls += 1) } });
    expect([run.status, calls]).toEqual(['completed', 2]);
    expect(run.trace.filter(({ type }) => type === 'step.reused')).toHaveLength(2);
  });

  it('runs two thousand steps in a row', async () => {
    const steps = Array.from({ length: 2_000 }, (_, index) =>
      act(`s${index}`, index === 0 ? {} : { dependsOn: [`s${index - 1}`] }),
    );
    expect((await runWorkflow({ id: 'w', steps }, { agents: echo })).status).toBe('completed');
  });
});
