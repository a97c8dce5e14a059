import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { publishVersion, type NewVersion } from './publish-version.js';

describe('publish-version', () => {
  let room: StateFixture;
  beforeEach(() => {
    room = new StateFixture();
  });
  afterEach(() => room.close());

  const publish = (facts: Partial<NewVersion> = {}) =>
    publishVersion(room.redis, room.keys, {
      ...{
        teamId,
        workflowId: 'campaign',
        latestSeen: 0,
        checksum: 'c1',
        definition: '{"id":"campaign"}',
        now,
        by: 'ada',
      },
      ...{ name: 'Campaign', description: 'Reaches out.', hasTriggers: false, schedules: [] },
      ...facts,
    });
  const workflow = async () => room.redis.hgetall(room.keys.workflow(teamId, 'campaign'));

  it('stores the first version, and lists the workflow', async () => {
    expect(await publish()).toEqual({ kind: 'stored', version: 1 });
    expect(await workflow()).toEqual({
      ...{ latest: '1', checksum: 'c1', at: String(now), by: 'ada', name: 'Campaign', description: 'Reaches out.' },
      ...{ 'checksum:1': 'c1', 'at:1': String(now), 'by:1': 'ada' },
    });
    expect(await room.redis.get(room.keys.version(teamId, 'campaign', 1))).toBe('{"id":"campaign"}');
    expect(await room.redis.zrange(room.keys.workflows(teamId), 0, -1)).toEqual(['campaign']);
  });

  it('numbers versions without gaps, and keeps those before', async () => {
    await publish();
    expect(await publish({ latestSeen: 1, checksum: 'c2', definition: '2', by: 'bob' })).toEqual({
      kind: 'stored',
      version: 2,
    });
    expect(await room.redis.get(room.keys.version(teamId, 'campaign', 1))).toBe('{"id":"campaign"}');
    expect(await workflow()).toMatchObject({
      latest: '2',
      by: 'bob',
      'by:1': 'ada',
      'checksum:1': 'c1',
      'checksum:2': 'c2',
    });
  });

  it('sent twice stores once', async () => {
    await publish();
    const before = await room.everything();
    expect(await publish()).toEqual({ kind: 'same', version: 1 });
    expect(await publish({ latestSeen: 1 })).toEqual({ kind: 'same', version: 1 });
    expect(await room.everything()).toEqual(before);
  });

  it('asks to look again when another version was published meanwhile, and writes nothing', async () => {
    await publish();
    const before = await room.everything();
    expect(await publish({ checksum: 'c2' })).toEqual({ kind: 'changed' });
    expect(await publish({ checksum: 'c2', latestSeen: 2 })).toEqual({ kind: 'changed' });
    expect(await room.everything()).toEqual(before);
  });

  it('lets one of two publishers through', async () => {
    const replies = await Promise.all([publish({ checksum: 'c1' }), publish({ checksum: 'c2' })]);
    expect(replies.map(({ kind }) => kind).toSorted()).toEqual(['changed', 'stored']);
  });

  it('brings back what was retired, as a version of its own', async () => {
    await publish();
    await room.redis.hset(room.keys.workflow(teamId, 'campaign'), 'retired', '1');
    expect(await publish({ latestSeen: 1 })).toEqual({ kind: 'stored', version: 2 });
    expect(await workflow()).not.toHaveProperty('retired');
  });

  it('points webhook triggers at the version, and away when it has none any more', async () => {
    await publish({ hasTriggers: true });
    expect(await room.redis.hgetall(room.keys.triggers(teamId))).toEqual({ campaign: '1' });
    await publish({ latestSeen: 1, checksum: 'c2', hasTriggers: true });
    expect(await room.redis.hgetall(room.keys.triggers(teamId))).toEqual({ campaign: '2' });
    await publish({ latestSeen: 2, checksum: 'c3' });
    expect(await room.redis.hgetall(room.keys.triggers(teamId))).toEqual({});
  });

  describe('of a version with schedules', () => {
    const morning = { id: '1 UTC 0 9 * * *', at: now + 1_000 };
    const evening = { id: '1 UTC 0 18 * * *', at: now + 9_000 };
    const times = () => room.scores(room.keys.schedules);

    it('makes them live from their first time on', async () => {
      await publish({ schedules: [morning, evening] });
      expect(await times()).toEqual({
        [`${teamId}|campaign|${morning.id}`]: morning.at,
        [`${teamId}|campaign|${evening.id}`]: evening.at,
      });
    });

    it('replaces those of the version before, and lets one that both have go on where it was', async () => {
      await publish({ schedules: [morning] });
      await publish({ latestSeen: 1, checksum: 'c2', schedules: [{ ...morning, at: now + 99_000 }, evening] });
      expect(Object.values(await times())).toEqual([morning.at, evening.at]);
      await publish({ latestSeen: 2, checksum: 'c3', schedules: [evening] });
      expect(await times()).toEqual({ [`${teamId}|campaign|${evening.id}`]: evening.at });
      await publish({ latestSeen: 3, checksum: 'c4' });
      expect(await times()).toEqual({});
      expect(await workflow()).not.toHaveProperty('schedules');
    });

    it('leaves those of other workflows and teams alone', async () => {
      await publish({ schedules: [morning] });
      await publish({ workflowId: 'other', schedules: [morning] });
      await publish({ teamId: 'team_456', schedules: [morning] });
      await publish({ latestSeen: 1, checksum: 'c2' });
      expect(Object.keys(await times())).toEqual([`${teamId}|other|${morning.id}`, `team_456|campaign|${morning.id}`]);
    });
  });
});
