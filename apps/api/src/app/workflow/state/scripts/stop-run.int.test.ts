import { until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { stopRun, type RunStopRequest } from './stop-run.js';

describe('stop-run', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create({ deadline: now + 60_000 });
  });
  afterEach(() => room.close());

  const cancel = { mode: 'cancel', reason: { code: 'RUN_CANCELLED', message: 'Ada cancelled the run.' } } as const;
  const timeout = { mode: 'cancel', reason: { code: 'RUN_TIMEOUT', message: 'Too long.' } } as const;
  const stop = (facts: Partial<RunStopRequest> = {}) =>
    stopRun(room.redis, room.keys, {
      ...{ teamId, runId: room.runId, stop: cancel, fails: false, undo: false, now: now + 40 },
      event: { type: 'run.cancel_requested', data: '{"code":"RUN_CANCELLED"}' },
      ...facts,
    });
  const stored = async (): Promise<unknown> => JSON.parse((await room.get('stop')) ?? 'null');

  it('writes why the run is being ended, takes its deadline away, and tells of it', async () => {
    expect(await stop()).toEqual({ kind: 'stopping' });
    expect(await stored()).toEqual(cancel);
    expect(await room.get('st')).toBe('pending');
    expect(await room.redis.exists(room.keys.deadlines)).toBe(0);
    expect((await room.timeline()).at(-1)).toBe('run.cancel_requested  0 {"code":"RUN_CANCELLED"}');
  });

  it('tells workers to abort, and live viewers to look', async () => {
    const [stopped, moved] = [await room.listen(room.keys.stopped), await room.listen(room.keys.moved)];
    await stop();
    await until('both have heard', () => stopped.length > 0 && moved.length > 0);
    expect([stopped, moved]).toEqual([[room.member], [room.member]]);
  });

  it('bars a run that is not there from being created, where that is asked for', async () => {
    const runId = 'wr_0-later';
    const create = () => room.create({ runId });
    expect(await stop({ runId, barSeconds: 60 })).toEqual({ kind: 'missing' });
    expect(await create()).toEqual({ kind: 'trimmed' });
    expect(await room.redis.ttl(room.keys.tombstone(teamId, runId))).toBeGreaterThan(0);
    await room.redis.del(room.keys.tombstone(teamId, runId));
    expect(await stop({ runId })).toEqual({ kind: 'missing' });
    expect(await create()).toEqual({ kind: 'created' });
    expect(await stop({ runId, barSeconds: 60 })).toEqual({ kind: 'stopping' });
    expect(await room.redis.exists(room.keys.tombstone(teamId, runId))).toBe(0);
  });

  it('remembers that undoing was asked for', async () => {
    await stop({ undo: true });
    expect(await room.get('undo')).toBe('1');
  });

  it('keeps no word of undoing when it was not asked for', async () => {
    await stop();
    expect(await room.get('undo')).toBeNull();
  });

  it.each(['pending', 'running'])('shows a %s run as failing when it fails by this', async (status) => {
    if (status === 'running') await room.claim();
    await stop({ stop: timeout, fails: true });
    expect(await room.get('st')).toBe('failing');
    expect(await room.runsOf(status)).toEqual([]);
    expect(await room.scores(room.keys.runsOfStatus(teamId, 'failing'))).toEqual({ [room.runId]: now });
  });

  it('lets nothing begin and no result in from here on', async () => {
    await stop();
    expect(await room.claim()).toMatchObject({ kind: 'stopped' });
  });

  it.each(['drain', 'continue', 'cancel'] as const)("takes the place of a failure's %s", async (mode) => {
    await room.set({ st: 'failing' });
    await room.setStop(mode);
    expect(await stop({ stop: timeout, fails: true })).toEqual({ kind: 'stopping' });
    expect(await stored()).toEqual(timeout);
    expect(await room.get('st')).toBe('failing');
  });

  it('sent twice says that it was asked before, and writes nothing more', async () => {
    await stop();
    const before = await room.everything();
    expect(await stop()).toEqual({ kind: 'asked-before', status: 'pending' });
    expect(await room.everything()).toEqual(before);
  });

  it.each([
    ['cancel', cancel, timeout],
    ['timeout', timeout, cancel],
  ])('lets the first of both stand: the %s', async (_, first, second) => {
    await stop({ stop: first });
    expect(await stop({ stop: second, undo: true })).toMatchObject({ kind: 'asked-before' });
    expect(await stored()).toEqual(first);
    expect(await room.get('undo')).toBeNull();
  });

  it('leaves a run alone that is undoing already', async () => {
    await room.set({ st: 'compensating' });
    const before = await room.fields();
    expect(await stop()).toEqual({ kind: 'asked-before', status: 'compensating' });
    expect(await room.fields()).toEqual(before);
    expect(await room.redis.exists(room.keys.deadlines)).toBe(0);
  });

  it.each(['completed', 'failed', 'cancelled', 'compensated'] as const)('leaves a run alone that is %s', async (st) => {
    await room.set({ st });
    const before = await room.fields();
    expect(await stop()).toEqual({ kind: 'ended', status: st });
    expect(await room.fields()).toEqual(before);
    expect(await room.redis.exists(room.keys.deadlines)).toBe(0);
  });

  it('says that a run is missing, and makes none', async () => {
    const before = await room.everything();
    expect(await stop({ runId: 'wr_0-none' })).toEqual({ kind: 'missing' });
    expect(await room.everything()).toEqual(before);
  });
});
