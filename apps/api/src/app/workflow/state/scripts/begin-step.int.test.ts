import { until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { beginStep, type StepBegin } from './begin-step.js';

describe('begin-step', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create();
    await room.claim({ asks: 'once' });
  });
  afterEach(() => room.close());

  const begin = (facts: Partial<StepBegin> = {}) =>
    beginStep(room.redis, room.keys, {
      ...{ teamId, runId: room.runId, stepId: 'a', token: 1, now: now + 30, afterLoss: false },
      ...facts,
    });

  it('begins the first attempt of a step whose condition holds', async () => {
    const heard = await room.listen(room.keys.moved);
    expect(await begin()).toEqual({ kind: 'begun', attempt: 1 });
    const at = String(now + 30);
    expect(await room.fields()).toMatchObject({ 's:a': 'r', 'f:a': '1', 'a:a': '1', 'b:a': at, 'l:a': at });
    expect((await room.timeline()).at(-1)).toBe('step.started a 1');
    await until('the begin is heard', () => heard.length > 0);
  });

  it('sent twice begins one attempt, and answers its number again', async () => {
    await begin();
    const before = await room.everything();
    expect(await begin()).toEqual({ kind: 'begun', attempt: 1 });
    expect(await room.everything()).toEqual(before);
  });

  it('sent again after the run was stopped answers the attempt that had begun', async () => {
    await begin();
    await room.setStop('cancel');
    expect(await begin()).toEqual({ kind: 'begun', attempt: 1 });
  });

  it('after a loss tells of it and begins the next attempt', async () => {
    await begin();
    await room.claim({ token: 2 });
    expect(await begin({ token: 2, afterLoss: true })).toEqual({ kind: 'begun', attempt: 2 });
    expect((await room.timeline()).slice(-2)).toEqual([
      'step.attempt_lost a 1 {"code":"WORKER_LOST"}',
      'step.started a 2',
    ]);
    expect(await begin({ token: 2, afterLoss: true })).toEqual({ kind: 'begun', attempt: 2 });
    expect(await room.get('a:a')).toBe('2');
  });

  it('begins a step that waits for its next attempt, and clears when that was due', async () => {
    await room.set({ 's:a': 'w', 'a:a': 1, 'r:a': now });
    expect(await begin()).toEqual({ kind: 'begun', attempt: 2 });
    expect(await room.get('r:a')).toBeNull();
  });

  it('begins under continue', async () => {
    await room.setStop('continue');
    expect(await begin()).toEqual({ kind: 'begun', attempt: 1 });
  });

  describe('writes nothing', () => {
    it.each(['drain', 'cancel'] as const)('and answers stopped under %s', async (mode) => {
      await room.setStop(mode);
      const before = await room.everything();
      expect(await begin()).toEqual({ kind: 'stopped' });
      expect(await room.everything()).toEqual(before);
    });

    it.each([0, 2])('and answers fenced to token %i when another holds the fence', async (token) => {
      const before = await room.everything();
      expect(await begin({ token })).toEqual({ kind: 'fenced' });
      expect(await room.everything()).toEqual(before);
    });

    it.each(['d', 'f', 'k', 'x', 'u', 'b', 'c'])('and answers fenced for a step of status %s', async (code) => {
      await room.set({ 's:a': code });
      const before = await room.everything();
      expect(await begin()).toEqual({ kind: 'fenced' });
      expect(await room.everything()).toEqual(before);
    });

    it('and answers fenced for a run that is not there', async () => {
      expect(await begin({ runId: 'wr_0-none' })).toEqual({ kind: 'fenced' });
      expect(await room.redis.exists(room.keys.run(teamId, 'wr_0-none'))).toBe(0);
    });
  });
});
