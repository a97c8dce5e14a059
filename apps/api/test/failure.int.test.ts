import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());
afterEach(() => {
  engine.script.calls.length = 0;
});

const step = (id: string, more: object = {}) => ({
  id,
  agent: 'ALPHA',
  action: 'read',
  inputs: {},
  retry: { attempts: 1 },
  ...more,
});
const fail = (): never => {
  throw new Error('broken');
};
/** Behaviour that ends when its attempt is aborted, and says when it began. */
function hanging() {
  const begun = Promise.withResolvers<void>();
  return {
    begun: begun.promise,
    act: (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        begun.resolve();
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
}

describe('an attempt', () => {
  it('is aborted at its timeout, which is a retryable failure', async () => {
    engine.script.on('slow', hanging().act);
    const run = await engine.run({
      id: 'slow-step',
      steps: [step('slow', { timeout: 50, retry: { attempts: 2, delay: 10 } })],
    });
    expect(run.steps[0]).toMatchObject({ status: 'failed', attempts: 2, error: { code: 'TIMEOUT' } });
  });

  it('fails terminally on an input that its schema refuses, naming the template', async () => {
    engine.script.on('gives', () => ({ text: 'no object' }));
    const run = await engine.run({
      id: 'bad-input',
      steps: [step('gives'), step('takes', { inputs: { all: '{{steps.gives.output.text}}' }, retry: { attempts: 3 } })],
    });
    expect(run.status).toBe('completed');
    const refused = await engine.run({
      id: 'bad-output',
      steps: [step('gives'), step('large', { dependsOn: ['gives'] })],
    });
    expect(refused.status).toBe('completed');
    engine.script.on('large', () => ({ text: 'x'.repeat(1_100_000) }));
    const tooLarge = await engine.run({ id: 'large-output', steps: [step('large', { retry: { attempts: 3 } })] });
    expect(tooLarge.steps[0]).toMatchObject({ attempts: 1, error: { code: 'OUTPUT_TOO_LARGE' } });
  });

  it('keeps an output over 16 KiB under a key of its own, and gives it to those that read it', async () => {
    engine.script.on('big', () => ({ text: 'y'.repeat(50_000) }));
    const run = await engine.run({
      id: 'big-output',
      steps: [step('big'), step('reader', { inputs: { length: '{{steps.big.output.text.length}}' } })],
    });
    expect(run.steps[1]?.output).toEqual({ length: 50_000 });
    const [key] = await engine.redis.keys(`{${engine.prefix}*:out:big`);
    expect(key).toBeDefined();
  });
});

describe('a failure', () => {
  it('that continues lets dependents run, which read its error', async () => {
    engine.script.on('optional', fail);
    const run = await engine.run({
      id: 'continues',
      steps: [
        step('optional', { onError: 'continue' }),
        step('next', { inputs: { why: '{{steps.optional.error.message}}' } }),
      ],
    });
    expect(run.status).toBe('completed');
    expect(run.steps).toMatchObject([{ status: 'failed' }, { status: 'completed', output: { why: 'broken' } }]);
  });

  it('is saved by its fallback, whose output stands for it', async () => {
    engine.script.on('main', fail).on('spare', () => ({ from: 'spare' }));
    const run = await engine.run({
      id: 'saved',
      steps: [
        step('main', { onError: { fallback: 'spare' } }),
        step('spare', { inputs: { why: '{{steps.main.error.code}}' } }),
        step('next', { inputs: { from: '{{steps.main.output.from}}' } }),
      ],
    });
    expect(run.status).toBe('completed');
    expect(run.steps).toMatchObject([{ status: 'failed' }, { status: 'completed' }, { output: { from: 'spare' } }]);
  });

  it('does not need a fallback that is not needed', async () => {
    engine.script.on('main', () => ({ from: 'main' }));
    const run = await engine.run({
      id: 'not-needed',
      steps: [
        step('main', { onError: { fallback: 'spare' } }),
        step('spare'),
        step('next', { inputs: { from: '{{steps.main.output.from}}' } }),
      ],
    });
    expect(run.status).toBe('completed');
    expect(run.steps).toMatchObject([
      { status: 'completed' },
      { status: 'skipped', error: { code: 'FALLBACK_NOT_NEEDED' } },
      { output: { from: 'main' } },
    ]);
  });

  it('drains: what runs is recorded, what had not begun is cancelled', async () => {
    const other = Promise.withResolvers<void>();
    engine.script.on('breaks', fail).on('runs', async () => {
      await other.promise;
      return { done: true };
    });
    await engine.workflows.publish(
      { id: 'drains', steps: [step('runs'), step('breaks'), step('later', { dependsOn: ['runs'] })] },
      { teamId },
    );
    const { runId } = await engine.workflows.start('drains', {}, { teamId });
    await until('the run is failing', async () => (await engine.workflows.get(runId, { teamId })).status === 'failing');
    other.resolve();
    const run = await engine.workflows.result(runId, { teamId, timeout: 10_000 });
    expect(run.status).toBe('failed');
    expect(run.steps).toMatchObject([
      { status: 'completed', output: { done: true } },
      { status: 'failed' },
      { status: 'cancelled', error: { code: 'RUN_FAILED', stepId: 'breaks' } },
    ]);
  });

  it('under `continue` lets all that does not depend on it run to its end', async () => {
    engine.script.on('breaks', fail);
    const run = await engine.run({
      id: 'goes-on',
      onFailure: 'continue',
      steps: [
        step('breaks'),
        step('free'),
        step('behind', { dependsOn: ['free'] }),
        step('lost', { dependsOn: ['breaks'] }),
      ],
    });
    expect(run.status).toBe('failed');
    expect(run.steps.map(({ status }) => status)).toEqual(['failed', 'completed', 'completed', 'skipped']);
  });

  it('under `cancel` aborts what runs', async () => {
    const hangs = hanging();
    engine.script.on('hangs', hangs.act).on('breaks', async () => {
      await hangs.begun;
      fail();
    });
    const run = await engine.run({ id: 'cancels', onFailure: 'cancel', steps: [step('hangs'), step('breaks')] });
    expect(run.status).toBe('failed');
    expect(run.steps).toMatchObject([{ status: 'cancelled', error: { code: 'RUN_FAILED' } }, { status: 'failed' }]);
  });

  it('tells whom the error handler names, and undoes first', async () => {
    engine.script.on('breaks', fail);
    const run = await engine.run({
      id: 'notifies',
      errorHandler: {
        rollback: true,
        notify: [{ agent: 'BETA', action: 'read', inputs: { why: '{{run.error.message}}', run: '{{run.id}}' } }],
      },
      steps: [step('done', { action: 'write' }), step('breaks', { dependsOn: ['done'] })],
    });
    expect(run.status).toBe('compensated');
    const told = engine.script.calls.slice(-2);
    expect(told.map(({ agent }) => agent)).toEqual(['undo', 'BETA']);
    expect(told[1]?.input).toEqual({ why: 'broken', run: run.runId });
  });

  it('whose undo fails leaves the run failed, with what was not undone', async () => {
    let undos = 0;
    engine.script.on('breaks', fail).on('done', () => {
      if (undos++ > 0) throw new Error('cannot undo');
    });
    const run = await engine.run({
      id: 'not-undone',
      errorHandler: 'rollback_workflow',
      steps: [
        step('plain'),
        step('done', { action: 'write', dependsOn: ['plain'] }),
        step('breaks', { dependsOn: ['done'] }),
      ],
    });
    expect(run.status).toBe('failed');
    expect(run.notUndone).toMatchObject([
      { code: 'NO_UNDO', stepId: 'plain' },
      { code: 'AGENT_FAILED', stepId: 'done' },
    ]);
    const { items } = await engine.workflows.timeline(run.runId, { teamId });
    const ofStep = items.filter(({ stepId }) => stepId === 'done').map(({ type }) => type);
    expect(ofStep).toEqual(['step.started', 'step.completed', 'step.compensating', 'step.undo_failed']);
  }, 40_000);
});

describe('a run with a deadline', () => {
  it('fails with RUN_TIMEOUT, aborts what runs, and runs its error handler', async () => {
    engine.script.on('hangs', hanging().act);
    const run = await engine.run({
      id: 'deadline',
      timeout: 200,
      errorHandler: 'rollback_workflow',
      steps: [step('paid', { action: 'write' }), step('hangs', { dependsOn: ['paid'] })],
    });
    expect(run.error).toMatchObject({ code: 'RUN_TIMEOUT' });
    expect(run.steps).toMatchObject([
      { status: 'compensated' },
      { status: 'cancelled', error: { code: 'RUN_TIMEOUT' } },
    ]);
    expect(run.status).toBe('compensated');
  });
});
