import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { admitRun } from './admit-run.js';

describe('admit-run', () => {
  let room: StateFixture;
  beforeEach(() => {
    room = new StateFixture();
  });
  afterEach(() => room.close());

  const admit = () => admitRun(room.redis, room.keys, { teamId, runId: room.runId });

  it('counts a run among the active ones that was created to wait, once', async () => {
    await room.create({ waitsFor: { slotId: 'runs.x', limit: 2 } });
    expect(await room.fields()).toMatchObject({ st: 'pending', sl: 'runs.x', sw: '2' });
    expect([await room.scores(room.keys.queued), await room.scores(room.keys.active)]).toEqual([
      { [room.member]: now },
      {},
    ]);
    expect(await admit()).toBe(true);
    expect([await room.scores(room.keys.queued), await room.scores(room.keys.active)]).toEqual([
      {},
      { [room.member]: now },
    ]);
    expect(await room.get('sw')).toBeNull();
    expect((await room.timeline()).at(-1)).toBe('run.admitted  0');
    const before = await room.everything();
    expect(await admit()).toBe(false);
    expect(await room.everything()).toEqual(before);
  });

  it('leaves a run alone that does not wait, or is gone', async () => {
    expect(await admit()).toBe(false);
    await room.create();
    expect(await admit()).toBe(false);
    expect(await room.scores(room.keys.active)).toEqual({ [room.member]: now });
  });
});
