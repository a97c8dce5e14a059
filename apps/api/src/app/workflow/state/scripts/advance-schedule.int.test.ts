import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scheduleMember } from '../run-keys.js';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { advanceSchedule, type ScheduleMove } from './advance-schedule.js';

const scheduleId = '1 UTC 0 9 * * *';
const member = scheduleMember(teamId, 'campaign', scheduleId);

describe('advance-schedule', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.redis.hset(room.keys.workflow(teamId, 'campaign'), { latest: '2' });
    await room.redis.zadd(room.keys.schedules, now, member);
  });
  afterEach(() => room.close());

  const advance = (facts: Partial<ScheduleMove> = {}) =>
    advanceSchedule(room.redis, room.keys, {
      ...{ teamId, workflowId: 'campaign', scheduleId, version: 2, from: now, to: now + 60_000 },
      ...facts,
    });

  it('moves on to the next time', async () => {
    expect(await advance()).toBe(true);
    expect(await room.scores(room.keys.schedules)).toEqual({ [member]: now + 60_000 });
  });

  it('takes a schedule away that has no further time', async () => {
    expect(await advance({ to: undefined })).toBe(true);
    expect(await room.scores(room.keys.schedules)).toEqual({});
  });

  it('lets one of two processes move it, once', async () => {
    const moves = await Promise.all([advance(), advance()]);
    expect(moves.filter(Boolean)).toHaveLength(1);
    expect(await advance()).toBe(false);
    expect(await room.scores(room.keys.schedules)).toEqual({ [member]: now + 60_000 });
  });

  it('does nothing for who read another version than the latest, or a schedule that is no more', async () => {
    const before = await room.everything();
    expect(await advance({ version: 1 })).toBe(false);
    expect(await advance({ workflowId: 'other' })).toBe(false);
    expect(await advance({ scheduleId: 'gone' })).toBe(false);
    expect(await room.everything()).toEqual(before);
  });
});
