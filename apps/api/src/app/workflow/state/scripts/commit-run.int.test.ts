import { until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import type { RunCommit } from './commit-run.js';

describe('commit-run', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create();
    await room.claim();
  });
  afterEach(() => room.close());

  /** Ends `a` as failed, which fails the run. */
  const failure = (): Partial<RunCommit> => ({
    fence: { stepId: 'a', token: 1 },
    expects: [
      ['st', 'running'],
      ['stop', ''],
      ['s:a', 'r'],
      ['p:a', ''],
    ],
    writes: [
      ['s:a', 'f'],
      ['e:a', '{"code":"X"}'],
      ['l:a', ''],
      ['st', 'failing'],
    ],
    statusNext: 'failing',
    events: [{ type: 'step.failed', stepId: 'a', attempt: 1, data: '{"code":"X"}' }, { type: 'run.failing' }],
  });

  it('writes and removes fields, moves the run to its next status, and tells of it', async () => {
    const heard = await room.listen(room.keys.moved);
    expect(await room.commit(failure())).toBe('written');
    const fields = await room.fields();
    expect(fields).toMatchObject({ st: 'failing', 's:a': 'f', 'e:a': '{"code":"X"}' });
    expect(fields).not.toHaveProperty('l:a');
    expect(await room.runsOf('running')).toEqual([]);
    expect(await room.scores(room.keys.runsOfStatus(teamId, 'failing'))).toEqual({ [room.runId]: now });
    expect((await room.timeline()).slice(-2)).toEqual(['step.failed a 1 {"code":"X"}', 'run.failing  0']);
    await until('the decision is heard', () => heard.length > 0);
    expect(heard).toEqual([room.member]);
  });

  it('sent twice finds its own writes, and asks to decide again', async () => {
    await room.commit(failure());
    const before = await room.everything();
    expect(await room.commit(failure())).toBe('changed');
    expect(await room.everything()).toEqual(before);
  });

  it('keeps a run whose status does not change where it is listed', async () => {
    expect(await room.commit({ writes: [['s:a', 'w']] })).toBe('written');
    expect(await room.scores(room.keys.runsOfStatus(teamId, 'running'))).toEqual({ [room.runId]: now });
  });

  it('gives the step that completes the next place in the order of completion', async () => {
    await room.set({ seq: 4 });
    await room.commit({ completes: 'a', writes: [['s:a', 'd']] });
    expect(await room.fields()).toMatchObject({ seq: '5', 'n:a': '5' });
  });

  it('stores a large output under a key of its own', async () => {
    await room.commit({ largeOutput: { stepId: 'a', value: '"large"' }, writes: [['o:a', '@a']] });
    expect(await room.redis.get(room.keys.output(teamId, room.runId, 'a'))).toBe('"large"');
  });

  it('writes decisions about thousands of steps at once', async () => {
    const writes = Array.from({ length: 10_000 }, (_, index): [string, string] => [`s:n${index}`, 'k']);
    const expects = writes.map(([field]): [string, string] => [field, '']);
    expect(await room.commit({ expects, writes })).toBe('written');
    expect(await room.get('s:n9999')).toBe('k');
  });

  it('lets one of two decisions over the same grounds through', async () => {
    const decide = () => room.commit({ expects: [['p:b', '']], writes: [['p:b', '1']] });
    expect((await Promise.all([decide(), decide(), decide()])).toSorted()).toEqual(['changed', 'changed', 'written']);
  });

  it('lets decisions over different steps through side by side', async () => {
    const decide = (stepId: string) => room.commit({ expects: [[`p:${stepId}`, '']], writes: [[`p:${stepId}`, '1']] });
    expect(await Promise.all([decide('b'), decide('c')])).toEqual(['written', 'written']);
  });

  describe('writes nothing', () => {
    const whole = (): Partial<RunCommit> => ({
      ...failure(),
      completes: 'a',
      largeOutput: { stepId: 'a', value: '1' },
    });

    it.each(['st', 'stop', 's:a', 'p:a'])('when %s is no longer as it was found', async (field) => {
      await room.set({ [field]: 'other' });
      const before = await room.everything();
      expect(await room.commit(whole())).toBe('changed');
      expect(await room.everything()).toEqual(before);
    });

    it('when a field that was found has gone', async () => {
      const before = await room.everything();
      expect(await room.commit({ expects: [['p:z', '1']], writes: [['p:z', '2']] })).toBe('changed');
      expect(await room.everything()).toEqual(before);
    });

    it.each([0, 2])('for token %i when another holds the fence', async (token) => {
      const before = await room.everything();
      expect(await room.commit({ ...whole(), fence: { stepId: 'a', token } })).toBe('fenced');
      expect(await room.everything()).toEqual(before);
    });

    it('for a step that nobody has claimed', async () => {
      expect(await room.commit({ fence: { stepId: 'b', token: 1 }, writes: [['s:b', 'd']] })).toBe('fenced');
    });

    it('for a run that is not there', async () => {
      const before = await room.everything();
      expect(await room.commit({ ...whole(), runId: 'wr_0-none' })).toBe('fenced');
      expect(await room.commit({ runId: 'wr_0-none', expects: [['st', 'running']] })).toBe('changed');
      expect(await room.everything()).toEqual(before);
    });
  });
});
