import { until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { deferStep, type StepDeferral } from './defer-step.js';

describe('defer-step', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create();
    await room.claim();
  });
  afterEach(() => room.close());

  const dueAt = now + 5_000;
  const kinds = ['retry', 'deferral', 'unknown'] as const;
  const defer = (facts: Partial<StepDeferral> = {}) =>
    deferStep(room.redis, room.keys, {
      ...{
        teamId,
        runId: room.runId,
        stepId: 'a',
        jobStepId: 'a',
        token: 1,
        kind: 'retry',
        dueAt,
        error: '{"code":"TIMEOUT"}',
      },
      ...{ event: '{"delayMs":5000}' },
      ...facts,
    });

  it.each([
    ['retry', 'w', '1', 'step.retried a 1 {"delayMs":5000}'],
    ['deferral', 'w', '0', 'step.deferred a 1 {"delayMs":5000}'],
    ['unknown', 'u', '1', 'step.unknown a 1 {"delayMs":5000}'],
  ] as const)('parks a %s with its error until it is due', async (kind, status, attempts, line) => {
    const heard = await room.listen(room.keys.moved);
    expect(await defer({ kind })).toBe('parked');
    expect(await room.fields()).toMatchObject({
      ...{ 's:a': status, 'a:a': attempts, 'r:a': String(dueAt), 'e:a': '{"code":"TIMEOUT"}', 'f:a': '1' },
    });
    expect((await room.timeline()).at(-1)).toBe(line);
    await until('the end of the attempt is heard', () => heard.length > 0);
  });

  it('remembers in whose job a step is parked that was gone on with there, until its own job takes it', async () => {
    await defer({ jobStepId: 'head' });
    expect(await room.get('k:a')).toBe('head');
    await room.claim({ token: 2, jobStepId: 'head' });
    expect(await room.get('k:a')).toBe('head');
    await room.claim({ token: 1_000_001 });
    expect(await room.get('k:a')).toBeNull();
  });

  it.each(kinds)('sent twice answers as the first time, and writes nothing more (%s)', async (kind) => {
    await defer({ kind });
    const before = await room.everything();
    expect(await defer({ kind })).toBe('parked');
    expect(await room.everything()).toEqual(before);
  });

  it('forgets the begin of a first attempt that was deferred, but not of one that counted', async () => {
    await defer({ kind: 'deferral' });
    expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'begun', attempts: 1, firstBegunAt: undefined });
    await defer({ kind: 'retry', token: 2 });
    await room.claim({ token: 3, now: now + 9_000 });
    await defer({ kind: 'deferral', token: 3 });
    expect(await room.claim({ token: 4 })).toMatchObject({ kind: 'begun', attempts: 2, firstBegunAt: now + 10 });
  });

  it('lets a send stay unknown through further lookups, and tells of it once', async () => {
    await defer({ kind: 'unknown' });
    await room.claim({ token: 2 });
    expect(await defer({ kind: 'unknown', token: 2, dueAt: dueAt + 1 })).toBe('parked');
    expect(await room.fields()).toMatchObject({ 's:a': 'u', 'r:a': String(dueAt + 1), 'a:a': '1' });
    expect((await room.timeline()).filter((line) => line.startsWith('step.unknown'))).toHaveLength(1);
  });

  it('parks a retry of a send that was found refused', async () => {
    await defer({ kind: 'unknown' });
    expect(await defer({ kind: 'retry', dueAt: dueAt + 1 })).toBe('parked');
    expect(await room.get('s:a')).toBe('w');
  });

  describe('under drain', () => {
    beforeEach(() => room.setStop('drain'));

    it.each(['retry', 'deferral'] as const)('records a %s, and lets no further attempt begin', async (kind) => {
      expect(await defer({ kind })).toBe('stopped');
      expect(await room.get('s:a')).toBe('w');
      expect(await defer({ kind })).toBe('stopped');
    });

    it('parks a send of unknown outcome until it is known', async () => {
      expect(await defer({ kind: 'unknown' })).toBe('parked');
    });
  });

  describe('under cancel', () => {
    beforeEach(() => room.setStop('cancel', 'RUN_CANCELLED'));

    it.each(['retry', 'deferral'] as const)('writes nothing of a %s', async (kind) => {
      const before = await room.everything();
      expect(await defer({ kind })).toBe('stopped');
      expect(await room.everything()).toEqual(before);
    });

    it('records a send of unknown outcome, but does not keep the run waiting for its next lookup', async () => {
      expect(await defer({ kind: 'unknown' })).toBe('stopped');
      expect(await room.get('s:a')).toBe('u');
      expect(await defer({ kind: 'unknown' })).toBe('stopped');
    });
  });

  it('parks under continue', async () => {
    await room.setStop('continue');
    expect(await defer()).toBe('parked');
  });

  describe('answers fenced and writes nothing', () => {
    it.each([0, 2])('to token %i when another holds the fence', async (token) => {
      const before = await room.everything();
      expect(await defer({ token })).toBe('fenced');
      expect(await room.everything()).toEqual(before);
    });

    it.each(['d', 'f', 'k', 'x', 'q', 'b', 'c'])('for a step of status %s', async (code) => {
      await room.set({ 's:a': code });
      const before = await room.everything();
      expect(await defer()).toBe('fenced');
      expect(await room.everything()).toEqual(before);
    });

    it('for a run that is not there', async () => {
      expect(await defer({ runId: 'wr_0-none' })).toBe('fenced');
    });
  });
});
