import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MovableClock } from '@workflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demandRedis } from './demand-redis.js';
import { StateRoom } from './state-room.js';
import { now, StateFixture, teamId } from './state.fixture.js';
import { deferStep } from './scripts/defer-step.js';
import { finishRun } from './scripts/finish-run.js';
import { publishVersion } from './scripts/publish-version.js';
import { resolveStep } from './scripts/resolve-step.js';
import { settleStep } from './scripts/settle-step.js';
import { stopRun } from './scripts/stop-run.js';
import { trimRun } from './scripts/trim-run.js';

interface StartedRedis {
  readonly url: string;
  stop(): Promise<void>;
}
interface RedisStarter {
  findServerOnPath(options: { env: NodeJS.ProcessEnv; log: (line: string) => void }): object | undefined;
  startRedis(options: { server: object; dir: string; args: readonly string[] }): Promise<StartedRedis>;
}

/** The repository's own way to a server, which is no module of this package: it is found at run time. */
async function redisStarter(): Promise<RedisStarter> {
  const folder = new URL('../../../../../../scripts/redis/', import.meta.url);
  const load = async (file: string): Promise<unknown> => import(new URL(file, folder).href);
  return {
    ...((await load('server-on-path.mjs')) as object),
    ...((await load('start-redis.mjs')) as object),
  } as RedisStarter;
}

const starter = await redisStarter();
const server = starter.findServerOnPath({ env: process.env, log: () => undefined });

// The memory of a server that others use cannot be filled: without one of our own there is nothing to be seen.
describe.skipIf(server === undefined)('a full Redis', () => {
  const dir = mkdtempSync(join(tmpdir(), 'workflow-full-redis-'));
  let own: StartedRedis;
  let room: StateFixture;
  beforeAll(async () => {
    own = await starter.startRedis({ server: server!, dir, args: ['--appendonly', 'no'] });
    room = new StateFixture(own.url);
    await room.create({ ready: ['a', 'b', 'c', 'd'] });
    await room.claim();
    await room.claim({ stepId: 'c' });
    await room.redis.set('filling', 'x'.repeat(4_000_000));
    await room.redis.config('SET', 'maxmemory', '2mb');
  });
  afterAll(async () => {
    await room.close();
    await own.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const run = () => ({ teamId, runId: room.runId });
  const refused = /^Redis is full/;

  it('is what it promises to be', async () => {
    await expect(demandRedis(room.redis, { warn: () => expect.fail() })).resolves.toBeUndefined();
  });

  it('has no room for new runs', async () => {
    const demand = new StateRoom(room.redis, new MovableClock()).demand();
    await expect(demand).rejects.toMatchObject({ code: 'STATE_FULL' });
  });

  it('refuses to write a run, whole', async () => {
    await expect(room.create({ runId: 'wr_0-late', deadline: now })).rejects.toThrow(refused);
    expect(await room.redis.exists(room.keys.run(teamId, 'wr_0-late'), room.keys.deadlines)).toBe(0);
    expect(await room.redis.zcard(room.keys.active)).toBe(1);
  });

  it('refuses to publish a version, whole', async () => {
    const facts = { teamId, workflowId: 'campaign', latestSeen: 0, checksum: 'c1', definition: '{}', now, by: 'ada' };
    const next = { ...facts, name: '', description: '', hasTriggers: true, schedules: [{ id: '1 UTC', at: now }] };
    await expect(publishVersion(room.redis, room.keys, next)).rejects.toThrow(refused);
    const written = [room.keys.workflow(teamId, 'campaign'), room.keys.version(teamId, 'campaign', 1)];
    const indexes = [room.keys.workflows(teamId), room.keys.triggers(teamId), room.keys.schedules];
    expect(await room.redis.exists(...written, ...indexes)).toBe(0);
  });

  it('lets a run that is alive come to its end', async () => {
    const { redis, keys } = room;
    expect(await room.claim({ stepId: 'b' })).toMatchObject({ kind: 'begun' });
    const settlement = {
      ...run(),
      jobStepId: 'a',
      stepId: 'a',
      token: 1,
      now,
      output: '1',
      isLarge: false,
      dependents: [],
    };
    expect(await settleStep(redis, keys, settlement)).toMatchObject({ kind: 'ok' });
    const deferral = {
      ...run(),
      stepId: 'b',
      jobStepId: 'b',
      token: 1,
      kind: 'unknown',
      dueAt: now,
      error: '{}',
      event: '',
    } as const;
    expect(await deferStep(redis, keys, deferral)).toBe('parked');
    const resolution = { ...run(), stepId: 'b', resolution: '{}', now, wakeMember: 'w', event: '' };
    expect(await resolveStep(redis, keys, resolution)).toEqual({ kind: 'resolved' });
    expect(await room.commit({ writes: [['s:c', 'f']] })).toBe('written');
    const stop = { mode: 'cancel', reason: { code: 'RUN_CANCELLED', message: 'Enough.' } } as const;
    const request = {
      ...run(),
      stop,
      fails: false,
      undo: false,
      now,
      event: { type: 'run.cancel_requested', data: '' },
    };
    expect(await stopRun(redis, keys, request)).toEqual({ kind: 'stopping' });
    const finish = {
      ...run(),
      statusFound: 'running',
      stopFound: JSON.stringify(stop),
      status: 'cancelled',
      now,
    } as const;
    expect(await finishRun(redis, keys, { ...finish, writes: [], events: [], event: '' })).toMatchObject({
      kind: 'finished',
    });
    expect(await trimRun(redis, keys, { ...run(), status: 'cancelled', workflowId: 'campaign' })).toBe(true);
  });
});
