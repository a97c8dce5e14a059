import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { resolveStep, type StepResolution } from './resolve-step.js';

describe('resolve-step', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create();
    await room.claim();
    await room.setStatus('a', 'unknown');
  });
  afterEach(() => room.close());

  const resolve = (facts: Partial<StepResolution> = {}) =>
    resolveStep(room.redis, room.keys, {
      ...{ teamId, runId: room.runId, stepId: 'a', resolution: '{"outcome":"completed"}', now: now + 70 },
      ...{ wakeMember: 'the parked job', event: '{"outcome":"completed"}' },
      ...facts,
    });

  it('records the resolution, marks the parked job to be woken, and tells of it', async () => {
    expect(await resolve()).toEqual({ kind: 'resolved' });
    expect(await room.fields()).toMatchObject({ 's:a': 'u', 'u:a': '{"outcome":"completed"}' });
    expect(await room.scores(room.keys.wake)).toEqual({ 'the parked job': now + 70 });
    expect((await room.timeline()).at(-1)).toBe('step.resolved a 1 {"outcome":"completed"}');
  });

  it('is what the next claim of the step brings', async () => {
    await resolve();
    expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'resolved', resolution: '{"outcome":"completed"}' });
  });

  it('lets the first resolution stand, also when it is sent twice', async () => {
    await resolve();
    const before = await room.everything();
    const refused = { kind: 'refused', stepStatus: 'unknown', runStatus: 'running' };
    expect(await resolve()).toEqual(refused);
    expect(await resolve({ resolution: '{"outcome":"failed"}' })).toEqual(refused);
    expect(await room.everything()).toEqual(before);
  });

  it.each(['ready', 'running', 'waiting', 'completed', 'failed', 'skipped', 'cancelled'] as const)(
    'is refused for a step that is %s, and writes nothing',
    async (stepStatus) => {
      await room.setStatus('a', stepStatus);
      const before = await room.everything();
      expect(await resolve()).toEqual({ kind: 'refused', stepStatus, runStatus: 'running' });
      expect(await room.everything()).toEqual(before);
    },
  );

  it('is refused for a step that waits, and for a run that is not there', async () => {
    expect(await resolve({ stepId: 'b' })).toEqual({ kind: 'refused', stepStatus: 'pending', runStatus: 'running' });
    expect(await resolve({ runId: 'wr_0-none' })).toEqual({ kind: 'refused', stepStatus: 'pending', runStatus: '' });
  });
});
