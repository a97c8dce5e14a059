import { until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { now, StateFixture, teamId } from '../state.fixture.js';
import { armStep, type WaitArming } from './arm-wait.js';
import { armedMember, deliverSignal } from './deliver-signal.js';
import { keepSignal } from './keep-signal.js';

describe('arm-wait', () => {
  let room: StateFixture;
  beforeEach(async () => {
    room = new StateFixture();
    await room.create();
    await room.claim();
  });
  afterEach(() => room.close());

  const address = () => room.keys.runSignals(teamId, room.runId);
  const keyed = () => room.keys.keyedSignals(teamId, 'reply', 'k1');
  const member = () => armedMember(room.runId, 'a');
  const wait = '{"arms":[]}';
  const arm = (facts: Partial<WaitArming> = {}) =>
    armStep(room.redis, room.keys, {
      ...{ teamId, runId: room.runId, stepId: 'a', token: 1, wait, armedAt: now + 30 },
      ...{ lists: [address().armed, keyed().armed] },
      ...facts,
    });
  const deliver = () =>
    deliverSignal(room.redis, room.keys, {
      ...{ teamId, runId: room.runId, stepId: 'a', signal: '1', now: now + 40, wakeMember: 'm', event: '{}' },
      address: address(),
    });
  const keep = (armedFound: readonly string[]) =>
    keepSignal(room.redis, room.keys, {
      ...{ teamId, address: address(), entry: `{"t":${now}}`, armedFound, keepSeconds: 60, now },
    });

  it('shows that the step waits, lists it for every sender and tells of it, in one moment', async () => {
    const heard = await room.listen(room.keys.moved);
    expect(await arm({ dueAt: now + 500 })).toBe('armed');
    expect(await room.fields()).toMatchObject({ 's:a': 'w', 'w:a': wait, 'r:a': String(now + 500) });
    const listed = { [member()]: now + 30 };
    expect([await room.scores(address().armed), await room.scores(keyed().armed)]).toEqual([listed, listed]);
    expect((await room.timeline()).at(-1)).toBe('step.waiting a 1');
    await until('the arming is heard', () => heard.length > 0);
  });

  it('lists nothing for a wait that only a timer ends', async () => {
    expect(await arm({ dueAt: now + 500, lists: [] })).toBe('armed');
    expect(await room.redis.exists(address().armed)).toBe(0);
  });

  it('sent twice, since its reply was lost, tells once and lists once', async () => {
    await arm();
    const before = await room.everything();
    expect(await arm()).toBe('armed');
    expect(await room.everything()).toEqual(before);
  });

  it('sent again after a signal was given answers as before, and shows the wait to no sender again', async () => {
    await arm();
    expect(await deliver()).toEqual({ kind: 'given' });
    expect(await arm()).toBe('armed');
    expect(await room.redis.exists(address().armed)).toBe(0);
    expect(await deliver()).toEqual({ kind: 'gone' });
  });

  it('before a signal is kept makes its sender ask again, and after it finds it in the mail', async () => {
    const before = await room.redis.zrange(address().armed, 0, -1);
    await arm();
    expect(await keep(before)).toEqual({ kind: 'changed' });
    expect(await deliver()).toEqual({ kind: 'given' });
    expect(await keep(await room.redis.zrange(address().armed, 0, -1))).toEqual({ kind: 'kept' });
  });

  it.each(['drain', 'cancel'] as const)('after a stop that is a %s arms nothing', async (mode) => {
    await room.setStop(mode);
    const before = await room.everything();
    expect(await arm()).toBe('stopped');
    expect(await room.everything()).toEqual(before);
  });

  it('before a stop is listed, but takes no signal and is struck by the next one', async () => {
    await arm();
    await room.setStop('drain');
    expect(await deliver()).toEqual({ kind: 'gone' });
    expect(await room.redis.exists(address().armed)).toBe(0);
  });

  it('goes on where the run goes on after a failure, or the stop spares the step', async () => {
    await room.setStop('continue');
    expect(await arm()).toBe('armed');
    const spares = { mode: 'cancel', reason: { code: 'RUN_ENDED', message: 'Why.' }, spares: ['e'] };
    await room.set({ 's:a': 'r', 'v:a': '1', stop: JSON.stringify(spares) });
    expect(await arm({ wait: '{"arms":[1]}' })).toBe('armed');
  });

  it('arms nothing for an older delivery', async () => {
    await room.claim({ token: 2 });
    const before = await room.everything();
    expect(await arm()).toBe('fenced');
    expect(await room.everything()).toEqual(before);
  });

  it.each(['completed', 'cancelled'] as const)('arms nothing for a step that is %s by now', async (status) => {
    await room.setStatus('a', status);
    const before = await room.everything();
    expect(await arm()).toBe('fenced');
    expect(await room.everything()).toEqual(before);
  });

  it('and the cancelling of the step exclude each other: of two at once, the second decides again', async () => {
    const cancel = () =>
      room.commit({
        expects: [['s:a', 'r']],
        writes: [['s:a', 'x']],
        disarms: [{ armed: address().armed, member: member() }],
      });
    await arm();
    expect(await cancel()).toBe('changed');
    expect(await room.redis.exists(address().armed)).toBe(1);
    const again = () =>
      room.commit({
        expects: [['s:a', 'w']],
        writes: [['s:a', 'x']],
        disarms: [address(), keyed()].map(({ armed }) => ({ armed, member: member() })),
      });
    expect(await again()).toBe('written');
    expect(await room.redis.exists(address().armed, keyed().armed)).toBe(0);
  });
});
