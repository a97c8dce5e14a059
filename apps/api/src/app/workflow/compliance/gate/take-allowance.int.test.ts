import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accepted,
  ComplianceFixture,
  CountedCall,
  noon,
  recipient,
  sendRequest,
  teamId,
} from '../compliance.fixture.js';
import { takeAllowance, type SendLimits } from './take-allowance.js';

describe('takeAllowance', () => {
  let room: ComplianceFixture;
  beforeEach(() => {
    room = new ComplianceFixture();
  });
  afterEach(() => room.close());

  const ask = (limits: SendLimits, name: string, facts: { now?: number; take?: boolean; team?: string } = {}) =>
    takeAllowance(room.redis, room.keys, limits, {
      teamId: facts.team ?? teamId,
      to: recipient,
      from: '+15551230000',
      name,
      now: facts.now ?? noon,
      take: facts.take ?? true,
    });

  it('says until when a window is full, and opens again as its oldest send leaves it', async () => {
    const limits = { perTeamPerMinute: 2 };
    expect(await ask(limits, 'a')).toBeUndefined();
    expect(await ask(limits, 'b', { now: noon + 10_000 })).toBeUndefined();
    const full = { reason: 'TEAM_LIMIT', untilMs: noon + 60_000 };
    expect(await ask(limits, 'c', { now: noon + 59_999 })).toEqual(full);
    expect(await ask(limits, 'c', { now: full.untilMs })).toBeUndefined();
    expect(await ask(limits, 'd', { now: full.untilMs })).toEqual({ reason: 'TEAM_LIMIT', untilMs: noon + 70_000 });
  });

  it('counts one send once, however often it asks', async () => {
    const limits = { toNumberPerDay: 1 };
    expect(await ask(limits, 'a')).toBeUndefined();
    expect(await ask(limits, 'a', { now: noon + 1 })).toBeUndefined();
    expect(await ask(limits, 'b')).toMatchObject({ reason: 'RECIPIENT_LIMIT' });
  });

  it('takes from every window or from none', async () => {
    await ask({ fromNumberPerDay: 1 }, 'a');
    expect(await ask({ perTeamPerMinute: 5, fromNumberPerDay: 1 }, 'b')).toMatchObject({ reason: 'SENDER_LIMIT' });
    expect(await room.redis.exists(room.keys.sentByTeam(teamId))).toBe(0);
  });

  it('takes nothing when it only looks', async () => {
    await ask({ perTeamPerMinute: 1 }, 'a', { take: false });
    expect(await ask({ perTeamPerMinute: 1 }, 'b')).toBeUndefined();
  });

  it("leaves a neighbour's windows alone", async () => {
    await ask({ perTeamPerMinute: 1 }, 'a');
    expect(await ask({ perTeamPerMinute: 1 }, 'a2', { team: 'team_999' })).toBeUndefined();
  });

  it('lets exactly as many through as it says when many ask at once', async () => {
    const asked = Array.from({ length: 50 }, (_, index) => ask({ perTeamPerMinute: 7 }, `n${index}`));
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(7);
  });

  it('defers a send, and costs one that its content refuses nothing', async () => {
    const door = room.door({ limits: { toNumberPerDay: 1 } });
    const provider = new CountedCall(() => accepted);
    await expect(door.open(room.attempt())(sendRequest({ content: '' }), provider.call)).rejects.toMatchObject({
      details: { reason: 'EMPTY_CONTENT' },
    });
    await door.open(room.attempt())(sendRequest(), provider.call);
    const other = room.attempt({ idempotencyKey: 'wr_0-2.followup' });
    await expect(door.open(other)(sendRequest(), provider.call)).rejects.toMatchObject({
      code: 'RECIPIENT_LIMIT',
      delayMs: 24 * 60 * 60 * 1000,
    });
  });
});
