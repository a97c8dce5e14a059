import { until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { finishRun, type RunFinish } from './finish-run.js';

describe('finish-run', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create({ deadline: now + 60_000 });
    await room.claim();
  });
  afterEach(() => room.close());

  const finish = (facts: Partial<RunFinish> = {}) =>
    finishRun(room.redis, room.keys, {
      ...{ teamId, runId: room.runId, statusFound: 'running', stopFound: '', status: 'completed', now: now + 900 },
      writes: [
        ['ou', '{"report":1}'],
        ['s:b', 'x'],
      ],
      events: [{ type: 'step.cancelled', stepId: 'b', data: '{"code":"RUN_FAILED"}' }],
      event: '{"status":"completed"}',
      ...facts,
    });

  it('writes the last status, the outputs and the end of what had not ended', async () => {
    const heard = await room.listen(room.keys.moved);
    expect(await finish()).toMatchObject({ kind: 'finished' });
    expect(await room.fields()).toMatchObject({
      st: 'completed',
      ea: String(now + 900),
      ou: '{"report":1}',
      's:b': 'x',
    });
    await until('the end is heard', () => heard.length > 0);
  });

  it('takes the run off the active ones and its deadline, and lists it by its last status', async () => {
    await finish();
    const { keys, runId } = room;
    expect(await room.redis.exists(keys.active, keys.deadlines, keys.runsOfStatus(teamId, 'running'))).toBe(0);
    expect(await room.scores(keys.runsOfStatus(teamId, 'completed'))).toEqual({ [runId]: now });
    expect(await room.scores(keys.runs(teamId))).toEqual({ [runId]: now });
  });

  it('tells of the end last in the timeline, and once in the outbox', async () => {
    await finish();
    expect((await room.timeline()).slice(-2)).toEqual([
      'step.cancelled b 0 {"code":"RUN_FAILED"}',
      'run.completed  0 {"status":"completed"}',
    ]);
    const outbox = await room.redis.xrange(room.keys.outbox, '-', '+');
    expect(outbox.map(([, [, type, , member]]) => [type, member])).toEqual([
      ['run.created', room.member],
      ['run.completed', room.member],
    ]);
  });

  it('owes its end to a parent that waits for it, and to nobody else', async () => {
    await room.set({ pa: '{"runId":"wr_0-1","stepId":"kid","attempt":1}', pw: 1 });
    expect(await finish()).toMatchObject({ kind: 'finished', hasWaitingParent: true });
    expect(await room.scores(room.keys.childEnds)).toEqual({ [room.member]: now + 900 });
    const detached = new StateFixture();
    await detached.create();
    await detached.claim();
    await detached.set({ pa: '{"runId":"wr_0-1","stepId":"kid","attempt":1}' });
    const reply = await finishRun(detached.redis, detached.keys, {
      ...{ teamId, runId: detached.runId, statusFound: 'running', stopFound: '', status: 'completed', now, writes: [] },
      ...{ events: [], event: '{}' },
    });
    expect(reply).toMatchObject({ kind: 'finished', hasWaitingParent: false });
    expect(await detached.redis.exists(detached.keys.childEnds)).toBe(0);
    await detached.close();
  });

  it('remembers when the run ended and how much room it takes', async () => {
    await finish();
    expect(await room.scores(room.keys.finished)).toEqual({ [room.member]: now + 900 });
    const sizes = await room.redis.hgetall(room.keys.finishedBytes);
    expect(Number(sizes[room.member])).toBeGreaterThan(0);
    expect(sizes['total']).toBe(sizes[room.member]);
  });

  it('ends the run only when as many steps have completed as it is told', async () => {
    await room.set({ seq: '2' });
    const before = await room.everything();
    expect(await finish({ completions: 3 })).toEqual({ kind: 'changed' });
    expect(await room.everything()).toEqual(before);
    expect(await finish({ completions: 2 })).toMatchObject({
      kind: 'finished',
      startedAt: Number(await room.get('sa')),
    });
  });

  it('sent twice ends the run once', async () => {
    await finish();
    const before = await room.everything();
    expect(await finish()).toMatchObject({ kind: 'ended-before' });
    expect(await room.everything()).toEqual(before);
  });

  it.each(['completed', 'failed', 'cancelled', 'compensated'])(
    'leaves a run that is %s as it is, but not among the active',
    async (st) => {
      await room.set({ st });
      const before = await room.fields();
      expect(await finish({ statusFound: st })).toMatchObject({ kind: 'ended-before' });
      expect(await room.fields()).toEqual(before);
      expect(await room.redis.exists(room.keys.active)).toBe(0);
    },
  );

  it('takes a run that is not there off the active ones, and makes none', async () => {
    await room.redis.del(room.keys.run(teamId, room.runId));
    expect(await finish()).toMatchObject({ kind: 'ended-before' });
    expect(await room.redis.exists(room.keys.active, room.keys.run(teamId, room.runId))).toBe(0);
  });

  describe('asks to decide again and writes nothing', () => {
    it('when the run has another status', async () => {
      await room.set({ st: 'failing' });
      const before = await room.everything();
      expect(await finish()).toMatchObject({ kind: 'changed' });
      expect(await room.everything()).toEqual(before);
    });

    it('when the run was stopped meanwhile', async () => {
      await room.setStop('cancel', 'RUN_CANCELLED');
      const before = await room.everything();
      expect(await finish()).toMatchObject({ kind: 'changed' });
      expect(await room.everything()).toEqual(before);
    });

    it('when the stop that was found has given way to another', async () => {
      await room.setStop('drain');
      const stopFound = (await room.get('stop')) ?? '';
      await room.setStop('cancel', 'RUN_CANCELLED');
      expect(await finish({ stopFound })).toMatchObject({ kind: 'changed' });
      expect(await finish({ stopFound: (await room.get('stop')) ?? '', status: 'cancelled' })).toMatchObject({
        kind: 'finished',
      });
    });
  });

  it('lets one of two roots end the run', async () => {
    const replies = await Promise.all([finish(), finish()]);
    expect(replies.map(({ kind }) => kind).toSorted()).toEqual(['ended-before', 'finished']);
  });
});
