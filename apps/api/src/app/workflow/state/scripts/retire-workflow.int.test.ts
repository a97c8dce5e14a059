import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { publishVersion } from './publish-version.js';
import { retireWorkflow } from './retire-workflow.js';

describe('retire-workflow', () => {
  let room: StateFixture;
  beforeEach(() => {
    room = new StateFixture();
  });
  afterEach(() => room.close());

  const schedules = [
    { id: '1 UTC 0 9 * * *', at: now + 1_000 },
    { id: '1 UTC 0 18 * * *', at: now + 9_000 },
  ];
  const publish = (workflowId: string, latestSeen = 0) =>
    publishVersion(room.redis, room.keys, {
      ...{ teamId, workflowId, latestSeen, checksum: 'c1', definition: '{}', now, by: 'ada' },
      ...{ name: '', description: '', hasTriggers: true, schedules },
    });
  const retire = (workflowId: string) => retireWorkflow(room.redis, room.keys, teamId, workflowId);

  it("ends its schedules and triggers, and nobody else's", async () => {
    await publish('campaign');
    await publish('other');
    expect(await retire('campaign')).toBe(true);
    const live = await room.scores(room.keys.schedules);
    expect(Object.keys(live)).toEqual(schedules.map(({ id }) => `${teamId}|other|${id}`));
    expect(await room.redis.hgetall(room.keys.triggers(teamId))).toEqual({ other: '1' });
    expect(await room.redis.hget(room.keys.workflow(teamId, 'campaign'), 'retired')).toBe('1');
    expect(await room.create()).toEqual({ kind: 'retired' });
  });

  it('sent twice, or of a workflow that there is not, changes nothing', async () => {
    await publish('campaign');
    await retire('campaign');
    const before = await room.everything();
    expect(await retire('campaign')).toBe(true);
    expect(await retire('none')).toBe(false);
    expect(await room.everything()).toEqual(before);
  });

  it('is taken back by a publication, with the schedules of that version', async () => {
    await publish('campaign');
    await retire('campaign');
    expect(await publish('campaign', 1)).toEqual({ kind: 'stored', version: 2 });
    expect(Object.values(await room.scores(room.keys.schedules))).toEqual([now + 1_000, now + 9_000]);
  });
});
