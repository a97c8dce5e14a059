import type { ErrorBody, Run, StartRunResponse } from '@workflow/contract';
import { startSandbox } from '@workflow/sandbox';
import { until } from '@workflow/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseEnvironment } from '../src/app/config/environment.js';
import type { Engine } from '../src/app/workflow/engine.js';
import { WORKFLOW_ENGINE } from '../src/app/workflow/engine.provider.js';
import { WorkflowService } from '../src/app/workflow/index.js';
import { bootApi } from '../src/boot-api.js';
import { createLogger } from '../src/lib/logger/logger.js';
import { findFreePort } from '../../../scripts/redis/free-port.mjs';
import { WorkerProcess } from '../chaos/worker-process.js';
import { apiKey, startApi, type ApiFixture } from './api-fixture.js';
import { startEngine, teamId, type EngineFixture } from './engine-fixture.js';
import { OwnRedis } from './own-redis.js';

// BullMQ's connections without a listener of their own write each lost one to the console.
beforeAll(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));
afterAll(() => void vi.restoreAllMocks());

const step = (id: string, more: object = {}) => ({ id, agent: 'ALPHA', action: 'read', inputs: {}, ...more });
/** A chain that fans out and joins: every way in which a step is handed on. */
const shape = {
  id: 'shape',
  steps: [
    step('a'),
    step('b', { dependsOn: ['a'] }),
    ...['c', 'd', 'e'].map((id) => step(id, { agent: 'BETA', dependsOn: ['b'] })),
    step('f', { action: 'write', dependsOn: ['c', 'd', 'e'] }),
    step('g', { dependsOn: ['f'] }),
  ],
};

describe('a Redis that dies and comes back with its append-only file', () => {
  let redis: OwnRedis;
  let engine: EngineFixture;
  beforeAll(async () => {
    redis = await OwnRedis.start();
    engine = await startEngine({
      redisUrl: redis.url,
      lockMs: 2_000,
      stalledMs: 1_000,
      sweeper: { everyMs: 500, minAgeMs: 1_000 },
    });
    await engine.workflows.publish(shape, { teamId });
  });
  afterAll(async () => {
    await engine.close();
    await redis.close();
  });

  /** Dead until the engine has tried in vain a few times. */
  async function outage(): Promise<void> {
    const client = engine.app.get<Engine>(WORKFLOW_ENGINE, { strict: false }).store.redis;
    let tries = 0;
    const count = (): void => void (tries += 1);
    client.on('reconnecting', count);
    await redis.kill();
    await until('the engine has tried to come back', () => tries >= 5);
    client.off('reconnecting', count);
    await redis.up();
  }
  const callsOf = (runId: string) =>
    engine.script.calls.filter(({ ctx }) => ctx.runId === runId).map(({ ctx }) => ctx.stepId);

  it('that was told to forget its scripts goes on starting runs', async () => {
    const start = async () => (await engine.workflows.start('shape', {}, { teamId })).runId;
    await engine.workflows.result(await start(), { teamId, timeout: 20_000 });
    const admin = new Redis(redis.url);
    await admin.script('FLUSH');
    await admin.quit();
    const run = await engine.workflows.result(await start(), { teamId, timeout: 20_000 });
    expect(run.status).toBe('completed');
  });

  it('ends the run of a step that was acting meanwhile, each step once', async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    engine.script.on('b', async () => {
      begun.resolve();
      await goOn.promise;
      return { done: true };
    });
    const { runId } = await engine.workflows.start('shape', {}, { teamId });
    await begun.promise;
    const over = outage();
    goOn.resolve();
    await over;
    const run = await engine.workflows.result(runId, { teamId, timeout: 25_000 });
    expect(run.status).toBe('completed');
    expect(run.steps.map(({ stepId, attempts }) => [stepId, attempts])).toEqual(shape.steps.map(({ id }) => [id, 1]));
    expect(callsOf(runId).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('ends every one of many runs that were anywhere, each step settled once', async () => {
    engine.script.on('b', () => ({}));
    const ids: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const before = engine.script.calls.length;
      const starts = Array.from({ length: 20 }, (_, n) =>
        engine.workflows.start('shape', {}, { teamId, idempotencyKey: `round-${round}-${n}` }),
      );
      await until('the runs are under way', () => engine.script.calls.length - before > 30);
      await outage();
      ids.push(...(await Promise.all(starts)).map(({ runId }) => runId));
    }
    const runs = await Promise.all(ids.map((runId) => engine.workflows.result(runId, { teamId, timeout: 60_000 })));
    expect(runs.filter(({ status }) => status !== 'completed')).toEqual([]);
    for (const { runId } of runs) {
      const { items } = await engine.workflows.timeline(runId, { teamId });
      const completed = items.filter(({ type }) => type === 'step.completed').map(({ stepId }) => stepId);
      expect(completed).toHaveLength(shape.steps.length);
      expect(new Set(completed)).toEqual(new Set(shape.steps.map(({ id }) => id)));
    }
  }, 120_000);
});

// Each of these waits for its own Redis, or for none: they wait at the same time.
describe.concurrent('without a Redis', () => {
  // It tries for ever.
  it('a boot is refused with words that name it', async () => {
    const environment = parseEnvironment({
      REDIS_URL: `redis://127.0.0.1:${await findFreePort()}`,
      SANDBOX_URL: 'http://127.0.0.1:9',
      WORKFLOW_SENDING_WINDOW: '0-24',
    });
    const app = await bootApi(environment, createLogger({ level: 'silent' }), 'all');
    let outcome: string | undefined;
    app.init().then(
      () => (outcome = 'it booted'),
      (error: Error) => (outcome = error.message),
    );
    try {
      expect(await until('the boot is refused', () => outcome, 15_000)).toMatch(/Redis/);
    } finally {
      const { store, subscriber, stopsHeard } = app.get<Engine>(WORKFLOW_ENGINE, { strict: false });
      for (const client of [store.redis, subscriber, stopsHeard]) client.disconnect();
    }
  });
});

describe.concurrent('a process that is told to stop', () => {
  const stops = async (isAway: boolean): Promise<void> => {
    const redis = await OwnRedis.start();
    const engine = await startEngine({ redisUrl: redis.url });
    try {
      const client = engine.app.get<Engine>(WORKFLOW_ENGINE, { strict: false }).store.redis;
      let tries = 0;
      client.on('reconnecting', () => void (tries += 1));
      await redis.kill();
      await until('it has tried to come back', () => tries >= 5);
      if (!isAway) await redis.up();
      let hasStopped = false;
      void engine.app.close().then(() => (hasStopped = true));
      await until('it has stopped', () => hasStopped, 15_000);
    } finally {
      await redis.close();
    }
  };

  it('while it comes back to its Redis stops', () => stops(false));

  it('while its Redis is away stops', () => stops(true));

  const longResearch = {
    id: 'research',
    agent: 'LUCI',
    action: 'research_lead',
    timeout: 120_000,
    inputs: { leadId: 'lead_1' },
  };

  it('while its Redis is away ends, and leaves the step that runs to another', async () => {
    const [redis, sandbox] = [await OwnRedis.start(), await startSandbox()];
    const env = {
      REDIS_URL: redis.url,
      SANDBOX_URL: sandbox.url,
      WORKFLOW_SENDING_WINDOW: '0-24',
      WORKFLOW_LOCK_MS: '2000',
      WORKFLOW_STALLED_MS: '1000',
    };
    const environment = parseEnvironment(env);
    const app = await bootApi(environment, createLogger({ level: 'silent' }), 'api');
    await app.init();
    const workflows = app.get(WorkflowService, { strict: false });
    const first = await WorkerProcess.start(env);
    let second: WorkerProcess | undefined;
    try {
      sandbox.knobs.set({ tracerfy: { next: [{ mode: 'slow', ms: 60_000 }] } });
      await workflows.publish({ id: 'long-research', steps: [longResearch] }, { teamId });
      const { runId } = await workflows.start('long-research', {}, { teamId });
      const firstStep = async () => (await workflows.get(runId, { teamId })).steps[0];
      await until('its step runs', async () => (await firstStep())?.status === 'running');
      await redis.kill();
      first.tellToStop();
      await until('it has ended', () => !first.isAlive, 15_000);
      expect(await first.ended()).toBeNull();
      await redis.up();
      second = await WorkerProcess.start(env);
      const run = await workflows.result(runId, { teamId, timeout: 20_000 });
      expect(run).toMatchObject({ status: 'completed', steps: [{ attempts: 2 }] });
    } finally {
      first.kill();
      second?.kill();
      await app.close();
      await Promise.all([sandbox.close(), redis.close()]);
    }
  });
});

describe('a Redis that is full', () => {
  let redis: OwnRedis;
  let api: ApiFixture;
  beforeAll(async () => {
    redis = await OwnRedis.start();
    api = await startApi({ REDIS_URL: redis.url });
    for (const body of [research, checked])
      expect(await api.call('/workflows', { body })).toMatchObject({ status: 201 });
  });
  afterAll(async () => {
    await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
    await api.close();
    await redis.close();
  });

  const research = {
    id: 'research-only',
    steps: [
      { id: 'research', agent: 'LUCI', action: 'research_lead', inputs: { leadId: 'lead_1' } },
      { id: 'again', agent: 'LUCI', action: 'research_lead', inputs: { leadId: 'lead_1' }, dependsOn: ['research'] },
    ],
  };
  const checked = {
    id: 'checked',
    steps: [{ id: 'check', agent: 'data_quality_agent', action: 'validation', inputs: { rows: [{ a: 1 }] } }],
  };
  const fill = () => redis.ask('CONFIG', 'SET', 'maxmemory', '1mb');
  const heal = () => redis.ask('CONFIG', 'SET', 'maxmemory', '0');
  const start = async (key: string) => {
    const response = await fetch(`${api.url}/workflows/checked/runs`, {
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json', 'idempotency-key': key },
      body: '{}',
    });
    const body = (await response.json()) as StartRunResponse & ErrorBody;
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body };
  };

  const runKeys = async () =>
    ((await redis.ask('KEYS', '*:run:*')) as string[]).filter((key) => !key.endsWith(':timeline')).toSorted();
  const ended = (runId: string) => until('it has ended', async () => (await statusOf(runId)) === 'completed');

  it('takes no start, says when to come back, and keeps nothing of it', async () => {
    const before = await runKeys();
    await fill();
    try {
      const refused = await until('the room is looked at', async () => {
        const answer = await start('full');
        return answer.status === 503 && answer;
      });
      expect(refused.body.code).toBe('STATE_FULL');
      expect(Number(refused.retryAfter)).toBeGreaterThan(0);
      expect(await runKeys()).toEqual(before);
    } finally {
      await heal();
    }
    const again = await until('there is room again', async () => {
      const answer = await start('full');
      return answer.status === 201 && answer;
    });
    await ended(again.body.runId);
  });

  // Answers 500.
  it('says so to a start that is refused by Redis itself', async () => {
    // Its room was looked at a moment ago and found.
    const started = await until('there is room', async () => {
      const answer = await start('has-room');
      return answer.status === 201 && answer;
    });
    await ended(started.body.runId);
    const before = await runKeys();
    await fill();
    try {
      const { status, body } = await start('has-none');
      expect([status, body.code]).toEqual([503, 'STATE_FULL']);
      expect(await runKeys()).toEqual(before);
    } finally {
      await heal();
    }
  });

  // Answers 500.
  it('says so to who publishes', async () => {
    await fill();
    try {
      const answer = await api.call('/workflows', { body: { ...checked, id: 'another' } });
      expect(answer).toMatchObject({ status: 503 });
    } finally {
      await heal();
    }
  });

  it('lets runs under way end after it has healed, each step once', async () => {
    api.sandbox.knobs.set({ tracerfy: { next: [{ mode: 'slow', ms: 1_500 }] } });
    const { body } = await api.call('/workflows/research-only/runs', { body: {} });
    const { runId } = body as StartRunResponse;
    await until(
      'it is under way',
      async () => ((await api.call(`/runs/${runId}`)).body as Run).steps[0]?.status === 'running',
    );
    await fill();
    // Its first step ends while nothing can be added.
    await until('the provider has answered', () => api.log().includes('"provider":"Trestle"'));
    await until('reading goes on', async () => (await api.call(`/runs/${runId}`)).status === 200);
    await heal();
    await until('it has ended', async () => (await statusOf(runId)) === 'completed');
    const run = (await api.call(`/runs/${runId}`)).body as Run;
    expect(run.steps.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  describe('that then dies', () => {
    beforeAll(() => redis.kill());
    afterAll(async () => {
      await redis.up();
      await until('it is ready again', async () => (await ask('/health/ready')).status === 200);
    });
    const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' };
    const ask = (path: string, body?: string) => {
      const method = body === undefined ? 'GET' : 'POST';
      return fetch(`${api.url}${path}`, { method, headers, body, signal: AbortSignal.timeout(10_000) });
    };

    it('leaves the process alive and not ready', async () => {
      expect((await ask('/health/live')).status).toBe(200);
      expect((await ask('/health/ready')).status).toBe(503);
    });

    it('is answered for with 503, not with silence', async () => {
      const answers = await Promise.all([ask('/runs'), ask('/workflows/checked/runs', '{}')]);
      expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    });
  });

  const statusOf = async (runId: string) => ((await api.call(`/runs/${runId}`)).body as Run).status;
});
