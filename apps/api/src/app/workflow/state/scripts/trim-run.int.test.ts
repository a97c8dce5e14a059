import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { finishRun } from './finish-run.js';
import { trimRun } from './trim-run.js';

describe('trim-run', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create();
    await room.claim();
    await finishRun(room.redis, room.keys, {
      ...{ teamId, runId: room.runId, statusFound: 'running', stopFound: '', status: 'completed', now: now + 900 },
      ...{ writes: [], events: [], event: '' },
    });
  });
  afterEach(() => room.close());

  const trim = () =>
    trimRun(room.redis, room.keys, { teamId, runId: room.runId, status: 'completed', workflowId: 'campaign' });

  it('leaves nothing of the run but its tombstone and its line in the outbox', async () => {
    expect(await trim()).toBe(true);
    const { keys, runId } = room;
    expect(Object.keys(await room.everything()).toSorted()).toEqual(
      [keys.finishedBytes, keys.outbox, keys.tombstone(teamId, runId)].toSorted(),
    );
    expect(await room.redis.hgetall(keys.finishedBytes)).toEqual({ total: '0' });
  });

  it('keeps an idempotency key from starting the run again for a day', async () => {
    await trim();
    expect(await room.create()).toEqual({ kind: 'trimmed' });
    expect(await room.redis.ttl(room.keys.tombstone(teamId, room.runId))).toBeGreaterThan(86_000);
  });

  it('takes off its own room alone', async () => {
    await room.redis.hset(room.keys.finishedBytes, 'another', 500);
    await room.redis.hincrby(room.keys.finishedBytes, 'total', 500);
    await trim();
    expect(await room.redis.hgetall(room.keys.finishedBytes)).toEqual({ another: '500', total: '500' });
  });

  it('sent twice takes the room off once, and says that there was nothing', async () => {
    await trim();
    expect(await trim()).toBe(false);
    expect(await room.redis.hgetall(room.keys.finishedBytes)).toEqual({ total: '0' });
  });
});
