import { Injectable, Module, Scope, type Type } from '@nestjs/common';
import { dropPrefix, testRedisUrl, uniquePrefix, until } from '@workflow/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OnWorkflow, type WorkflowEvent, type WorkflowEvents } from '../src/app/workflow/index.js';
import { RunKeys } from '../src/app/workflow/state/run-keys.js';
import { createLogger } from '../src/lib/logger/logger.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';
import { OwnRedis } from './own-redis.js';

const step = (id: string, more: object = {}) => ({ id, agent: 'ALPHA', action: 'read', inputs: {}, ...more });
const plain = { id: 'plain', steps: [step('a')], outputs: { said: '{{steps.a.output.words}}' } };

/** What was heard, by the listener's name. */
const heard: (readonly [listener: string, event: WorkflowEvent])[] = [];
const heardBy = (listener: string) => heard.flatMap(([name, event]) => (name === listener ? [event] : []));

@Injectable()
class Decorated {
  readonly name = 'decorated';
  @OnWorkflow('started')
  begun(event: WorkflowEvent): void {
    heard.push([`${this.name} started`, event]);
  }
  @OnWorkflow('completed')
  @OnWorkflow('failed')
  async ended(event: WorkflowEvent): Promise<void> {
    heard.push([`${this.name} ended`, event]);
  }
  @OnWorkflow('cancelled')
  cancelled(event: WorkflowEvent): void {
    heard.push([`${this.name} cancelled`, event]);
  }
  @OnWorkflow('compensated')
  compensated(event: WorkflowEvent): void {
    heard.push([`${this.name} compensated`, event]);
  }
}

@Injectable()
class Named implements WorkflowEvents {
  onWorkflowStarted(event: WorkflowEvent): void {
    heard.push(['named started', event]);
  }
  onWorkflowCompleted(event: WorkflowEvent): void {
    heard.push(['named completed', event]);
  }
  onWorkflowFailed(event: WorkflowEvent): void {
    heard.push(['named failed', event]);
  }
}

@Injectable()
class Throwing implements WorkflowEvents {
  onWorkflowCompleted(event: WorkflowEvent): void {
    heard.push(['throwing completed', event]);
    throw new Error('the listener is broken');
  }
}

/** A logger that writes into `lines`. */
const loggerInto = (lines: string[]) =>
  createLogger({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });

const moduleOf = (...providers: Type[]): Type => {
  @Module({ providers })
  class HostModule {}
  return HostModule;
};

describe('listeners', () => {
  let engine: EngineFixture | undefined;
  let prefix: string;
  const redis = new Redis(testRedisUrl());
  beforeEach(() => {
    heard.length = 0;
    prefix = uniquePrefix();
  });
  afterEach(async () => {
    await engine?.close();
    engine = undefined;
    await dropPrefix(redis, prefix);
  });
  afterAll(() => redis.disconnect());
  const start = async (providers: Type[], options: Parameters<typeof startEngine>[0] = {}) => {
    engine = await startEngine({ queuePrefix: prefix, ...options }, [moduleOf(...providers)]);
    return engine;
  };
  /** Stops the process, and leaves what it wrote. */
  const end = async (): Promise<void> => {
    await engine?.app.close();
    await engine?.redis.quit();
    engine = undefined;
  };

  it('hear of the start and of each end of a run, by decorator and by name', async () => {
    const { run, script } = await start([Decorated, Named]);
    script.on('a', () => ({ words: 'hello' }));
    const { runId, startedAt, finishedAt } = await run(plain);
    await until('the end is heard', () => heardBy('named completed').length === 1);
    const about = { teamId, runId, workflowId: 'plain', version: 1, at: expect.any(String) as string };
    const [started] = heardBy('decorated started');
    const [ended] = heardBy('decorated ended');
    expect(started).toEqual({ ...about, status: 'pending' });
    expect(ended).toEqual({ ...about, status: 'completed', outputs: { said: 'hello' } });
    expect([heardBy('named started'), heardBy('named completed')]).toEqual([[started], [ended]]);
    const ms = (text: string | undefined): number => Date.parse(text ?? '');
    expect(ms(ended?.at)).toBeGreaterThanOrEqual(ms(started?.at));
    expect(Math.abs(ms(ended?.at) - ms(finishedAt))).toBeLessThan(5_000);
    expect(startedAt).toBeDefined();

    script.on('a', () => Promise.reject(new Error('no such row')));
    await run({ ...plain, id: 'failing', steps: [step('a', { retry: { attempts: 1 } })], outputs: {} });
    const [failed] = await until(
      'the failure is heard',
      () => heardBy('named failed').length > 0 && heardBy('named failed'),
    );
    expect(failed).toMatchObject({
      workflowId: 'failing',
      status: 'failed',
      error: { code: 'AGENT_FAILED', stepId: 'a' },
    });
    await until('by both', () => heardBy('decorated ended').length === 2);
  });

  it('hear of a run that was cancelled, and of one that was undone', async () => {
    const { run, script, workflows } = await start([Decorated, Named]);
    script.on('slow', (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject)));
    await workflows.publish({ id: 'slow', steps: [step('slow')] }, { teamId });
    const { runId } = await workflows.start('slow', {}, { teamId });
    await until('it runs', () => script.callsOf('slow').length === 1);
    await workflows.cancel(runId, { teamId, reason: 'enough' });
    await until('the cancel is heard', () => heardBy('decorated cancelled').length === 1);
    expect(heardBy('decorated cancelled')).toMatchObject([
      { runId, status: 'cancelled', error: { code: 'RUN_CANCELLED' } },
    ]);

    script.on('b', () => Promise.reject(new Error('no')));
    const undone = {
      id: 'undone',
      errorHandler: 'rollback_workflow',
      steps: [step('a', { action: 'write' }), step('b', { dependsOn: ['a'], retry: { attempts: 1 } })],
    };
    expect(await run(undone)).toMatchObject({ status: 'compensated' });
    await until('the undoing is heard', () => heardBy('decorated compensated').length === 1);
    expect([heardBy('named failed'), heardBy('decorated ended')]).toEqual([[], []]);
  });

  it('are not harmed by one that throws, which is logged by its name', async () => {
    const lines: string[] = [];
    const { run } = await start([Throwing, Named], { logger: loggerInto(lines) });
    const { runId } = await run(plain);
    await until('the other hears it', () => heardBy('named completed').length === 1);
    await run({ ...plain, id: 'next' });
    await until('both are heard', () => heardBy('named completed').length === 2);
    expect(heardBy('throwing completed')).toHaveLength(2);
    const said = lines.find((line) => line.includes('a listener failed')) ?? '';
    expect(JSON.parse(said)).toMatchObject({ teamId, runId, listener: 'Throwing.onWorkflowCompleted' });
  });

  it('hold up no run, however long they take', async () => {
    const goOn = Promise.withResolvers<void>();
    @Injectable()
    class Slow {
      @OnWorkflow('started')
      hear(): Promise<void> {
        return goOn.promise;
      }
    }
    const { run } = await start([Slow]);
    expect(await run(plain)).toMatchObject({ status: 'completed' });
    goOn.resolve();
  });

  it('hear of what happened while no process listened', async () => {
    const { run } = await start([]);
    const { runId } = await run(plain);
    expect(await redis.exists(new RunKeys(prefix).outbox)).toBe(1);
    await end();
    await start([Named]);
    await until('it is heard', () => heardBy('named completed').length === 1);
    expect(heardBy('named completed')).toMatchObject([{ runId, status: 'completed' }]);
  });

  it('hear again what a process had read and not acknowledged when it was killed', async () => {
    const { run } = await start([]);
    const { runId } = await run(plain);
    const { outbox } = new RunKeys(prefix);
    await redis.xgroup('CREATE', outbox, 'listeners', '0');
    const read = await redis.xreadgroup('GROUP', 'listeners', 'killed', 'COUNT', 10, 'STREAMS', outbox, '>');
    expect(JSON.stringify(read)).toContain('run.completed');
    await end();
    // As if a minute had passed since it read.
    const ids = (await redis.xpending(outbox, 'listeners', '-', '+', 10)) as [string][];
    await redis.xclaim(outbox, 'listeners', 'killed', 0, ...ids.map(([id]) => id), 'IDLE', 120_000, 'JUSTID');
    await start([Named]);
    await until('it is heard', () => heardBy('named completed').length === 1);
    expect(heardBy('named completed')).toMatchObject([{ runId }]);
  });

  it('are told of a run that is no longer kept, without what it gave', async () => {
    const { run } = await start([]);
    const { runId } = await run(plain);
    await end();
    await redis.del(new RunKeys(prefix).run(teamId, runId));
    await start([Named]);
    const [event] = await until(
      'it is heard',
      () => heardBy('named completed').length > 0 && heardBy('named completed'),
    );
    expect(event).toMatchObject({ runId, workflowId: 'plain', version: 1, status: 'completed' });
    expect(event).not.toHaveProperty('outputs');
  });

  it('are told once by several processes', async () => {
    const first = await start([Named]);
    const second = await startEngine({ queuePrefix: prefix }, [moduleOf(Named)]);
    const ids = ['w1', 'w2', 'w3', 'w4'];
    for (const id of ids) await first.run({ ...plain, id });
    await until('all are heard', () => heardBy('named completed').length === ids.length);
    await second.app.close();
    expect(
      heardBy('named completed')
        .map(({ workflowId }) => workflowId)
        .toSorted(),
    ).toEqual(ids);
  });

  it('are told nothing by a process that only answers requests', async () => {
    await start([Named], { role: 'api' });
    const { outbox } = new RunKeys(prefix);
    const worker = await startEngine({ queuePrefix: prefix });
    await worker.run(plain);
    await worker.app.close();
    expect(heard).toEqual([]);
    expect(await redis.xinfo('GROUPS', outbox)).toEqual([]);
  });

  it('that do not exist cost nothing', async () => {
    const { run } = await start([]);
    await run(plain);
    expect(await redis.xinfo('GROUPS', new RunKeys(prefix).outbox)).toEqual([]);
  });

  it('stop promptly with their process', async () => {
    const { run } = await start([Named]);
    await run(plain);
    await until('it is heard', () => heardBy('named completed').length === 1);
    const since = performance.now();
    await end();
    expect(performance.now() - since).toBeLessThan(2_000);
    expect(await redis.xinfo('CONSUMERS', new RunKeys(prefix).outbox, 'listeners')).toEqual([]);
  });

  it('hear again after Redis was away', async () => {
    const own = await OwnRedis.start();
    const { run } = await start([Named], { redisUrl: own.url });
    await run(plain);
    await until('the first is heard', () => heardBy('named completed').length === 1);
    await own.kill();
    await own.up();
    await run({ ...plain, id: 'after' });
    await until('the second is heard', () =>
      heardBy('named completed').some(({ workflowId }) => workflowId === 'after'),
    );
    await end();
    await own.close();
  });

  describe('are refused at boot', () => {
    it.each(['onTaskStarted', 'onTaskCompleted', 'onTaskRetried', 'onAgentAssigned', 'onAgentCompleted'])(
      'for %s, which is not built yet',
      async (method) => {
        class Waiting {}
        Object.defineProperty(Waiting.prototype, method, { value: () => undefined });
        await expect(start([Waiting])).rejects.toThrow(
          `Waiting.${method} would never be called: that event is not built`,
        );
      },
    );

    it('for a decorator that names an event which is not built, or none at all', async () => {
      class Eager {
        @OnWorkflow('taskStarted' as 'started')
        hear(): void {}
      }
      await expect(start([Eager])).rejects.toThrow('Eager.hear would never be called');
      class Wrong {
        @OnWorkflow('finished' as 'completed')
        hear(): void {}
      }
      await expect(start([Wrong])).rejects.toThrow("Wrong.hear listens to 'finished'");
    });

    it.each(['REQUEST', 'TRANSIENT'] as const)('when there is no one instance of their provider: %s', async (scope) => {
      @Injectable({ scope: Scope[scope] })
      class Scoped extends Named {}
      await expect(start([Scoped])).rejects.toThrow('Scoped.onWorkflowStarted would never be called');
    });
  });
});
