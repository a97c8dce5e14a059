import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { deliverChildEnd } from './deliver-child-end.js';

describe('deliver-child-end', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create();
    await room.claim();
  });
  afterEach(() => room.close());

  const deliver = (end = 'first', attempt = 1) =>
    deliverChildEnd(room.redis, room.keys, {
      ...{ teamId, parent: { runId: room.runId, stepId: 'a', attempt }, end, now: now + 50, wakeMember: 'job' },
      event: '{"status":"completed"}',
    });

  it('gives the end to the attempt that runs, and wakes its job', async () => {
    expect(await deliver()).toBe('told');
    expect(await room.get('u:a')).toBe('first');
    expect(await room.scores(room.keys.wake)).toEqual({ job: now + 50 });
    expect((await room.timeline()).at(-1)).toBe('step.child_ended a 1 {"status":"completed"}');
  });

  it('told again keeps what was told first, and wakes the job again', async () => {
    await deliver();
    await room.redis.del(room.keys.wake);
    expect(await deliver('second')).toBe('told');
    expect(await room.get('u:a')).toBe('first');
    expect(await room.scores(room.keys.wake)).toEqual({ job: now + 50 });
    expect((await room.timeline()).filter((line) => line.startsWith('step.child_ended'))).toHaveLength(1);
  });

  it('changes nothing when another attempt runs, or none', async () => {
    const before = await room.everything();
    expect(await deliver('late', 2)).toBe('gone');
    expect(await room.everything()).toEqual(before);
    for (const status of ['waiting', 'failed', 'cancelled', 'completed'] as const) {
      await room.setStatus('a', status);
      expect(await deliver()).toBe('gone');
    }
    expect(await room.get('u:a')).toBeNull();
    await room.redis.del(room.keys.run(teamId, room.runId));
    expect(await deliver()).toBe('gone');
  });
});
