import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';

describe('create-run', () => {
  let room: StateFixture;
  beforeEach(() => {
    room = new StateFixture();
  });
  afterEach(() => room.close());

  it('writes the run as pending, with its fields and its ready steps', async () => {
    expect(await room.create({ ready: ['a', 'b'], bodyHash: 'h1' })).toEqual({ kind: 'created' });
    expect(await room.fields()).toEqual({
      ...{ st: 'pending', at: String(now), bh: 'h1', wf: 'campaign', v: '1', in: '{"leadId":7}', ci: 'c-1' },
      ...{ 's:a': 'q', 's:b': 'q' },
    });
  });

  it('puts the run into every index, by its creation, and among the active ones', async () => {
    await room.create();
    const { keys, runId, member } = room;
    for (const key of [
      keys.runs(teamId),
      keys.runsOfStatus(teamId, 'pending'),
      keys.runsOfWorkflow(teamId, 'campaign'),
    ]) {
      expect(await room.scores(key)).toEqual({ [runId]: now });
    }
    expect(await room.scores(keys.active)).toEqual({ [member]: now });
  });

  it('sets a deadline only for a run that has one', async () => {
    await room.create({ deadline: now + 60_000 });
    expect(await room.scores(room.keys.deadlines)).toEqual({ [room.member]: now + 60_000 });
    await room.create({ runId: `${room.runId}x` });
    expect(await room.scores(room.keys.deadlines)).toEqual({ [room.member]: now + 60_000 });
  });

  it('tells of the run once in its timeline and in the outbox', async () => {
    await room.create();
    await room.create();
    expect(await room.timeline()).toEqual(['run.created  0 {"version":1}']);
    const outbox = await room.redis.xrange(room.keys.outbox, '-', '+');
    expect(outbox.map(([, fields]) => fields)).toEqual([['t', 'run.created', 'm', room.member, 'd', '{"version":1}']]);
  });

  it('starts nothing of a retired workflow', async () => {
    await room.redis.hset(room.keys.workflow(teamId, 'campaign'), { latest: '1', retired: '1' });
    const before = await room.everything();
    expect(await room.create({ latestKnown: 1 })).toEqual({ kind: 'retired' });
    expect(await room.create()).toEqual({ kind: 'retired' });
    expect(await room.everything()).toEqual(before);
  });

  it('starts nothing for one who takes an old version for the latest, but the version that one names', async () => {
    await room.redis.hset(room.keys.workflow(teamId, 'campaign'), { latest: '2' });
    const before = await room.everything();
    expect(await room.create({ latestKnown: 1 })).toEqual({ kind: 'outdated' });
    expect(await room.everything()).toEqual(before);
    expect(await room.create()).toEqual({ kind: 'created' });
  });

  it('answers with the body hash and status of a run that exists, and leaves it as it is', async () => {
    await room.create({ bodyHash: 'h1' });
    await room.claim();
    const before = await room.everything();
    const again = await room.create({ bodyHash: 'h2', ready: ['z'], deadline: now + 5 });
    expect(again).toEqual({ kind: 'exists', bodyHash: 'h1', status: 'running' });
    expect(await room.everything()).toEqual(before);
  });

  it('does not start a trimmed run again while its tombstone stands', async () => {
    await room.redis.set(room.keys.tombstone(teamId, room.runId), '1');
    const before = await room.everything();
    expect(await room.create()).toEqual({ kind: 'trimmed' });
    expect(await room.everything()).toEqual(before);
  });

  it('starts a run of 10,000 ready steps', async () => {
    const ready = Array.from({ length: 10_000 }, (_, index) => `s${index}`);
    expect(await room.create({ ready })).toEqual({ kind: 'created' });
    expect(await room.get('s:s9999')).toBe('q');
    expect(await room.redis.hlen(room.keys.run(teamId, room.runId))).toBe(10_007);
  });

  it('keeps runs of two teams with one id apart', async () => {
    await room.create();
    expect(await room.create({ teamId: 'team_456' })).toEqual({ kind: 'created' });
    expect(await room.redis.zcard(room.keys.active)).toBe(2);
  });
});
