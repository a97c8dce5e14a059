import { until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { settleStep, type DependentEdge, type StepSettlement } from './settle-step.js';

const edge = (stepId: string, facts: Partial<DependentEdge> = {}): DependentEdge => ({
  ...{ stepId, rule: 'all', callsOff: false, edges: 1, gates: 0, isGate: false, handOn: 'no', reads: [] },
  ...facts,
});

describe('settle-step', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create();
    await room.claim();
  });
  afterEach(() => room.close());

  const settle = (facts: Partial<StepSettlement> = {}) =>
    settleStep(room.redis, room.keys, {
      ...{ teamId, runId: room.runId, jobStepId: 'a', stepId: 'a', token: 1, now: now + 50 },
      ...{ output: '{"x":1}', isLarge: false, dependents: [] },
      ...facts,
    });

  it('stores the output and the end of the step, and tells of it', async () => {
    const heard = await room.listen(room.keys.moved);
    await room.set({ 'e:a': '{}', 'r:a': 1, 'u:a': '{}', 'y:a': '1' });
    expect(await settle()).toEqual({ kind: 'ok', ready: [], handed: undefined });
    const fields = await room.fields();
    expect(fields).toMatchObject({ 's:a': 'd', 'o:a': '{"x":1}', 'z:a': String(now + 50), 'n:a': '1', seq: '1' });
    expect(Object.keys(fields).filter((field) => /^[eruy]:/.test(field))).toEqual([]);
    expect((await room.timeline()).at(-1)).toBe('step.completed a 1');
    await until('the end is heard', () => heard.length > 0);
    expect(heard).toEqual([room.member]);
  });

  it('settles a send that was unknown', async () => {
    await room.setStatus('a', 'unknown');
    expect(await settle()).toMatchObject({ kind: 'ok' });
  });

  it('stores a large output under a key of its own', async () => {
    await settle({ output: '"large"', isLarge: true });
    expect(await room.get('o:a')).toBe('@a');
    expect(await room.redis.get(room.keys.output(teamId, room.runId, 'a'))).toBe('"large"');
  });

  it('numbers steps in the order of completion', async () => {
    await room.set({ 's:b': 'r', 'f:b': 1 });
    await settle({ stepId: 'b' });
    await settle();
    expect(await room.fields()).toMatchObject({ 'n:b': '1', 'n:a': '2', seq: '2' });
  });

  it('frees each dependent whose last edge this was, in their order', async () => {
    await room.set({ 'p:c': 1 });
    expect(await settle({ dependents: [edge('b'), edge('c', { edges: 2 }), edge('d', { edges: 2 })] })).toEqual({
      ...{ kind: 'ok', ready: ['b', 'c'], handed: undefined },
    });
    expect(await room.fields()).toMatchObject({
      ...{ 's:b': 'q', 'p:b': '1', 'q:b': String(now + 50), 's:c': 'q', 'p:c': '2', 'p:d': '1' },
    });
    expect(await room.get('s:d')).toBeNull();
  });

  it('counts nothing for a dependent that has been decided', async () => {
    await room.set({ 's:b': 'k', 'd:b': 1 });
    expect(await settle({ dependents: [edge('b', { edges: 2 })] })).toMatchObject({ kind: 'ok', ready: [] });
    expect(await room.get('p:b')).toBeNull();
  });

  describe('hands the first free dependent that may be handed on to the same worker', () => {
    it('begun at once, with what it reads', async () => {
      const dependents = [edge('b'), edge('c', { handOn: 'begun', reads: ['a'] }), edge('d', { handOn: 'begun' })];
      const at = String(now + 50);
      expect(await settle({ dependents })).toEqual({
        kind: 'ok',
        ready: ['b', 'd'],
        handed: { stepId: 'c', attempt: 1, reads: ['d', '{"x":1}', '', '1', String(now + 10), at] },
      });
      expect(await room.fields()).toMatchObject({
        's:c': 'r',
        'f:c': '1',
        'a:c': '1',
        'b:c': at,
        'c:a': 'c',
        's:d': 'q',
      });
      expect((await room.timeline()).slice(-2)).toEqual(['step.completed a 1', 'step.started c 1']);
    });

    it('with its condition still to be looked at', async () => {
      const reply = await settle({ dependents: [edge('b', { handOn: 'claimed' })] });
      expect(reply).toMatchObject({ kind: 'ok', ready: [], handed: { stepId: 'b', attempt: 0 } });
      expect(await room.fields()).toMatchObject({ 's:b': 'q', 'f:b': '1', 'c:a': 'b' });
    });

    it('and leaves a cursor on the job, for whoever delivers it again', async () => {
      await settle({ dependents: [edge('b', { handOn: 'begun' })] });
      await settle({ stepId: 'b', dependents: [edge('c', { handOn: 'begun' })] });
      expect(await room.claim({ token: 2 })).toEqual({ kind: 'cursor', stepId: 'c' });
      expect(await room.claim({ stepId: 'c', jobStepId: 'a', token: 2 })).toMatchObject({ kind: 'lost', attempts: 1 });
    });
  });

  describe('leaves to the run rules, and writes nothing,', () => {
    it.each([
      ['dead', { 'd:c': 1 }],
      ['failed', { 'x:c': 1 }],
    ])('a dependent with a %s edge', async (_, fields) => {
      await room.set(fields);
      const before = await room.everything();
      expect(await settle({ dependents: [edge('b'), edge('c', { edges: 3 })], isLarge: true })).toEqual({
        kind: 'slow',
      });
      expect(await room.everything()).toEqual(before);
    });
  });

  describe('sent twice', () => {
    it('settles once and answers settled', async () => {
      await settle({ dependents: [edge('b', { edges: 2 })] });
      const before = await room.everything();
      expect(await settle({ dependents: [edge('b', { edges: 2 })] })).toEqual({ kind: 'settled' });
      expect(await room.everything()).toEqual(before);
    });

    it('leads to the step that was handed on, which is not begun twice', async () => {
      const dependents = [edge('b', { handOn: 'begun' })];
      await settle({ dependents });
      expect(await settle({ dependents })).toEqual({ kind: 'settled' });
      expect(await room.claim({ isRedelivery: true })).toEqual({ kind: 'cursor', stepId: 'b' });
      expect(await room.claim({ stepId: 'b', jobStepId: 'a' })).toMatchObject({ kind: 'begun', attempts: 1 });
    });
  });

  describe('of a run that is being ended', () => {
    const dependents = [edge('b', { handOn: 'begun' }), edge('c', { edges: 2 })];

    it('under drain is recorded, counts its edges, and frees nothing', async () => {
      await room.setStop('drain');
      expect(await settle({ dependents })).toEqual({ kind: 'ok', ready: [], handed: undefined });
      expect(await room.fields()).toMatchObject({ 's:a': 'd', 'o:a': '{"x":1}', 'p:b': '1', 'p:c': '1' });
      expect(await room.get('s:b')).toBeNull();
    });

    it('under drain leaves a dependent with a dead edge to the run rules as ever', async () => {
      await room.setStop('drain');
      await room.set({ 'd:c': 1 });
      expect(await settle({ dependents })).toEqual({ kind: 'slow' });
    });

    it('under continue frees as ever', async () => {
      await room.setStop('continue');
      expect(await settle({ dependents })).toMatchObject({ kind: 'ok', handed: { stepId: 'b' } });
    });

    it('under cancel is not accepted: the result is discarded, which the timeline tells', async () => {
      await room.setStop('cancel', 'RUN_CANCELLED');
      const before = await room.fields();
      expect(await settle({ dependents })).toEqual({ kind: 'stopped' });
      expect(await room.fields()).toEqual(before);
      expect((await room.timeline()).at(-1)).toBe('step.result_discarded a 1');
    });

    it('answers stopped for a run that is no longer there, and leaves no trace of it', async () => {
      await room.redis.del(room.keys.run(teamId, room.runId));
      const before = await room.everything();
      expect(await settle()).toEqual({ kind: 'stopped' });
      expect(await room.everything()).toEqual(before);
    });
  });

  describe('of another attempt than the one that holds the fence', () => {
    it.each([0, 2])('is discarded for token %i, which the timeline tells', async (token) => {
      const before = await room.fields();
      expect(await settle({ token, dependents: [edge('b')] })).toEqual({ kind: 'fenced' });
      expect(await room.fields()).toEqual(before);
      expect((await room.timeline()).at(-1)).toBe('step.result_discarded a 1');
    });

    it('is fenced when the step has completed under another token', async () => {
      await settle();
      const before = await room.everything();
      expect(await settle({ token: 2 })).toEqual({ kind: 'fenced' });
      expect(await room.everything()).toEqual(before);
    });

    it.each(['q', 'w', 'f', 'k', 'x', 'b', 'c'])('is fenced for a step of status %s', async (code) => {
      await room.set({ 's:a': code });
      const before = await room.fields();
      expect(await settle({ dependents: [edge('b')] })).toEqual({ kind: 'fenced' });
      expect(await room.fields()).toEqual(before);
    });
  });

  it('frees 5,000 dependents in one call', async () => {
    const dependents = Array.from({ length: 5_000 }, (_, index) => edge(`s${index}`, { reads: ['a'] }));
    const reply = await settle({ dependents });
    expect(reply.kind === 'ok' && reply.ready.length).toBe(5_000);
  });

  it('counts 3,000 edges of one join once each', async () => {
    const steps = Array.from({ length: 3_000 }, (_, index) => `s${index}`);
    await room.set(
      Object.fromEntries(
        steps.flatMap((stepId) => [
          [`s:${stepId}`, 'r'],
          [`f:${stepId}`, '1'],
        ]),
      ),
    );
    const replies = await Promise.all(
      steps.map((stepId) => settle({ stepId, jobStepId: stepId, dependents: [edge('join', { edges: 3_000 })] })),
    );
    expect(replies.filter((reply) => reply.kind === 'ok' && reply.ready.includes('join'))).toHaveLength(1);
    expect(await room.fields()).toMatchObject({ 'p:join': '3000', 's:join': 'q', seq: '3000' });
  });
});
