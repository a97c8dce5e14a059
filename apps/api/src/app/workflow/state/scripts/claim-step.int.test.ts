import { until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { beginStep } from './begin-step.js';
import { deferStep } from './defer-step.js';

describe('claim-step', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create({ ready: ['a', 'b'] });
  });
  afterEach(() => room.close());

  const refused = { attempts: 0, queued: [], reads: [], firstBegunAt: undefined, resolution: undefined };

  it('begins a step without a condition at once', async () => {
    expect(await room.claim()).toEqual({
      ...refused,
      kind: 'begun',
      attempts: 1,
      error: undefined,
      trigger: undefined,
    });
    const at = String(now + 10);
    expect(await room.fields()).toMatchObject({ 's:a': 'r', 'f:a': '1', 'a:a': '1', 'b:a': at, 'l:a': at });
  });

  it('turns a pending run to running, once', async () => {
    await room.claim();
    await room.claim({ stepId: 'b' });
    expect(await room.fields()).toMatchObject({ st: 'running', sa: String(now + 10) });
    expect(await room.runsOf('pending')).toEqual([]);
    expect(await room.scores(room.keys.runsOfStatus(teamId, 'running'))).toEqual({ [room.runId]: now });
    expect(await room.timeline()).toEqual([
      'run.created  0 {"version":1}',
      'run.started  0',
      'step.started a 1',
      'step.started b 1',
    ]);
  });

  it('tells live viewers that a step has begun', async () => {
    const heard = await room.listen(room.keys.moved);
    await room.claim();
    await until('the claim is heard', () => heard.length > 0);
    expect(heard).toEqual([room.member]);
  });

  it('leaves a step with a condition queued under its token, until the condition was looked at', async () => {
    expect(await room.claim({ asks: 'once' })).toMatchObject({ kind: 'claimed', attempts: 0 });
    expect(await room.fields()).toMatchObject({ st: 'running', 's:a': 'q', 'f:a': '1' });
    expect(await room.get('a:a')).toBeNull();
  });

  it('does not ask for the condition again once an attempt was made', async () => {
    await room.set({ 's:a': 'w', 'a:a': 1, 'f:a': 1, 'r:a': now });
    expect(await room.claim({ asks: 'once', token: 2 })).toMatchObject({ kind: 'begun', attempts: 2 });
    expect(await room.get('r:a')).toBeNull();
  });

  it('keeps the begin of the first attempt beside that of the last', async () => {
    await room.set({ 's:a': 'w', 'a:a': 1, 'f:a': 1, 'b:a': now, 'l:a': now });
    expect(await room.claim({ token: 2 })).toMatchObject({ firstBegunAt: now });
    expect(await room.fields()).toMatchObject({ 'b:a': String(now), 'l:a': String(now + 10) });
  });

  it('brings what the step reads, six values each, empty where there is none', async () => {
    await room.set({ 's:b': 'd', 'o:b': '{"x":1}', 'a:b': 2, 'b:b': 5, 'z:b': 9, 's:c': 'k', 'e:c': '{"code":"X"}' });
    const claim = await room.claim({ reads: ['b', 'c', 'd'] });
    const none = ['', '', '', '', '', ''];
    expect(claim).toMatchObject({
      reads: ['d', '{"x":1}', '', '2', '5', '9', 'k', '', '{"code":"X"}', '', '', '', ...none],
    });
  });

  it('brings the reads of thousands of steps in their order', async () => {
    const reads = Array.from({ length: 2_000 }, (_, index) => `r${index}`);
    await room.set(Object.fromEntries(reads.map((stepId, index) => [`o:${stepId}`, index])));
    const claim = await room.claim({ reads });
    if (claim.kind === 'cursor') return expect.unreachable();
    expect(claim.reads).toHaveLength(12_000);
    expect(claim.reads.filter((_, index) => index % 6 === 1).map(Number)).toEqual(reads.map((_, index) => index));
  });

  it('brings the trigger only when it was asked for', async () => {
    expect(await room.claim({ readsTrigger: true })).toMatchObject({ trigger: '{"leadId":7}' });
    expect(await room.claim({ stepId: 'b' })).toMatchObject({ trigger: undefined });
  });

  describe('sent twice', () => {
    it('begins one attempt and answers the same', async () => {
      const first = await room.claim({ readsTrigger: true });
      const before = await room.everything();
      expect(await room.claim({ readsTrigger: true })).toEqual({ ...first, firstBegunAt: now + 10 });
      expect(await room.everything()).toEqual(before);
    });

    it('asks for the condition again, since nobody has said that it holds', async () => {
      await room.claim({ asks: 'once' });
      expect(await room.claim({ asks: 'once' })).toMatchObject({ kind: 'claimed' });
    });

    it('says again that the attempt before was lost', async () => {
      await room.claim();
      expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'lost', attempts: 1 });
      expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'lost', attempts: 1 });
    });

    it('after an older loss answers that its own attempt has begun', async () => {
      await room.claim();
      await room.claim({ token: 2 });
      // The lost attempt had an open send: it went on under the same number, and is retried now.
      const parked = {
        teamId,
        runId: room.runId,
        stepId: 'a',
        jobStepId: 'a',
        token: 2,
        kind: 'retry',
        error: '{}',
        event: '',
      } as const;
      await deferStep(room.redis, room.keys, { ...parked, dueAt: now });
      expect(await room.claim({ token: 3 })).toMatchObject({ kind: 'begun', attempts: 2 });
      expect(await room.claim({ token: 3 })).toMatchObject({ kind: 'begun', attempts: 2 });
    });
  });

  it('sent twice under drain, after an older loss, gives the begun attempt both times', async () => {
    await room.claim();
    await room.claim({ token: 2 });
    await room.setStop('drain');
    expect(await room.claim({ token: 3 })).toMatchObject({ kind: 'begun', attempts: 1 });
    expect(await room.claim({ token: 3 })).toMatchObject({ kind: 'begun', attempts: 1 });
  });

  describe('of a delivery', () => {
    it('that is older than the fence is refused and writes nothing', async () => {
      await room.claim({ token: 1_000_001 });
      const before = await room.everything();
      expect(await room.claim({ token: 999_999 })).toMatchObject({ kind: 'fenced', attempts: 1 });
      expect(await room.everything()).toEqual(before);
    });

    it('that is newer takes the fence and finds the attempt before lost', async () => {
      await room.claim();
      expect(await room.claim({ token: 1_000_001 })).toMatchObject({
        kind: 'lost',
        attempts: 1,
        firstBegunAt: now + 10,
      });
      expect(await room.get('f:a')).toBe('1000001');
    });

    it('that had begun after a loss answers that it has begun', async () => {
      await room.claim();
      await room.claim({ token: 2 });
      const begin = { teamId, runId: room.runId, stepId: 'a', token: 2, now: now + 20, afterLoss: true };
      expect(await beginStep(room.redis, room.keys, begin)).toEqual({ kind: 'begun', attempt: 2 });
      expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'begun', attempts: 2 });
    });

    it('names every step that is ready and may have no job, on a redelivery alone', async () => {
      await room.set({ 's:c': 'q', 's:d': 'r', 'x:q': 'q' });
      expect(await room.claim()).toMatchObject({ queued: [] });
      const claim = await room.claim({ token: 2, isRedelivery: true });
      expect(claim.kind === 'cursor' ? [] : claim.queued.toSorted()).toEqual(['b', 'c']);
    });

    it('names them when its own step has settled as well, which is when they may have been lost', async () => {
      await room.set({ 's:a': 'd', 's:c': 'q' });
      const claim = await room.claim({ token: 2, isRedelivery: true });
      expect(claim).toMatchObject({ kind: 'settled' });
      expect(claim.kind === 'cursor' ? [] : claim.queued.toSorted()).toEqual(['b', 'c']);
    });

    it('is led on to the step that the job had come to', async () => {
      await room.set({ 's:a': 'd', 'c:a': 'n', 's:n': 'r', 'f:n': 1, 'a:n': 1 });
      expect(await room.claim({ token: 2 })).toEqual({ kind: 'cursor', stepId: 'n' });
      expect(await room.claim({ stepId: 'n', jobStepId: 'a', token: 2 })).toMatchObject({ kind: 'lost', attempts: 1 });
    });

    it('clears the mark that its job was woken', async () => {
      const wakeMember = `${room.member}|${room.runId}.a|agent-luci`;
      await room.redis.zadd(room.keys.wake, now, wakeMember, now, 'another');
      await room.claim({ wakeMember });
      expect(await room.redis.zrange(room.keys.wake, 0, -1)).toEqual(['another']);
    });
  });

  describe('of a send of unknown outcome', () => {
    beforeEach(() => room.set({ 's:a': 'u', 'a:a': 1, 'f:a': 1, 'e:a': '{"code":"SEND_UNKNOWN"}' }));

    it('brings the error, and begins no attempt', async () => {
      expect(await room.claim({ token: 2 })).toMatchObject({
        kind: 'unknown',
        attempts: 1,
        error: '{"code":"SEND_UNKNOWN"}',
      });
      expect(await room.fields()).toMatchObject({ 's:a': 'u', 'f:a': '2', 'a:a': '1' });
    });

    it("brings a person's resolution", async () => {
      await room.set({ 'u:a': '{"outcome":"failed"}' });
      expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'resolved', resolution: '{"outcome":"failed"}' });
    });

    it('is still brought under drain, since it may have sent', async () => {
      await room.setStop('drain');
      expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'unknown' });
    });
  });

  it.each(['d', 'f', 'k', 'x', 'b', 'c'])(
    'answers settled for a step of status %s, and writes nothing',
    async (code) => {
      await room.set({ 's:a': code });
      const before = await room.everything();
      expect(await room.claim()).toMatchObject({ kind: 'settled' });
      expect(await room.everything()).toEqual(before);
    },
  );

  it('answers settled for a step that nothing is known of', async () => {
    expect(await room.claim({ stepId: 'zz' })).toMatchObject({ kind: 'settled' });
  });

  describe('answers stopped and writes nothing', () => {
    it.each(['completed', 'failed', 'cancelled', 'compensated'])('for a run that is %s', async (st) => {
      await room.set({ st });
      const before = await room.everything();
      expect(await room.claim()).toMatchObject({ ...refused, kind: 'stopped' });
      expect(await room.everything()).toEqual(before);
    });

    it('for a run that is not there', async () => {
      expect(await room.claim({ runId: 'wr_0-none' })).toMatchObject({ kind: 'stopped' });
    });

    it.each(['q', 'w', 'r', 'u'])('under cancel for a step of status %s', async (code) => {
      await room.set({ 's:a': code });
      await room.setStop('cancel');
      const before = await room.everything();
      expect(await room.claim()).toMatchObject({ kind: 'stopped' });
      expect(await room.everything()).toEqual(before);
    });

    it.each(['q', 'w'])('under drain for a step of status %s', async (code) => {
      await room.set({ 's:a': code });
      await room.setStop('drain');
      const before = await room.everything();
      expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'stopped' });
      expect(await room.everything()).toEqual(before);
    });
  });

  it('under drain gives a begun attempt again under its own number', async () => {
    await room.claim();
    await room.setStop('drain');
    expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'begun', attempts: 1 });
    expect(await room.claim({ token: 2 })).toMatchObject({ kind: 'begun', attempts: 1 });
    expect(await room.fields()).toMatchObject({ 'f:a': '2', 'a:a': '1' });
  });

  it('under continue begins as ever', async () => {
    await room.setStop('continue');
    expect(await room.claim()).toMatchObject({ kind: 'begun', attempts: 1 });
  });
});
