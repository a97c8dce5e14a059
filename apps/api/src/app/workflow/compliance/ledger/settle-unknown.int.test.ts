import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, ComplianceFixture, noon, recipient, teamId } from '../compliance.fixture.js';
import type { SettledOutcome } from './send-entry.js';
import { defaultRetentionMs } from './send-ledger.js';
import type { Settlement } from './settle-unknown.js';

const key = 'wr_0-1.followup';
const sent: SettledOutcome = { kind: 'accepted', providerId: 'SM1' };
const refused: SettledOutcome = { kind: 'rejected', code: '30003', message: 'unreachable' };

describe('settling a send', () => {
  let room: ComplianceFixture;
  beforeEach(async () => {
    room = new ComplianceFixture();
    await room.ledger.writeIntent(room.intent(), noon);
  });
  afterEach(() => room.close());

  const settle = (settlement: Settlement) => room.ledger.settle(teamId, key, settlement, noon + 1_000);
  const find = () => room.ledger.find(teamId, key);

  it('closes an open entry once, keeps it 90 days, and makes it known by its id', async () => {
    expect(await settle({ by: 'callback', outcome: sent, delivery: 'sent' })).toMatchObject({ kind: 'settled' });
    expect(await find()).toMatchObject({
      state: 'accepted',
      settledBy: 'callback',
      at: noon + 1_000,
      delivery: 'sent',
    });
    expect(await room.ledger.findByProviderId(teamId, 'signalhouse', 'SM1')).toMatchObject({ key });
    expect([await room.ledger.listOpen(teamId), await room.ledger.listOpenTo(teamId, recipient)]).toEqual([[], []]);
    const left = await room.redis.pttl(room.keys.entry(teamId, key));
    expect(left).toBeGreaterThan(defaultRetentionMs - 60_000);
    expect(left).toBeLessThanOrEqual(defaultRetentionMs);
  });

  it('records what contradicts the first settlement, and applies nothing of it', async () => {
    await settle({ by: 'person', byName: 'Ann', outcome: refused });
    expect(await settle({ by: 'callback', outcome: sent, delivery: 'delivered' })).toMatchObject({ kind: 'conflict' });
    const late = await room.ledger.writeOutcome(room.intent(), accepted, noon + 2_000);
    expect(late).toMatchObject({ kind: 'stands', entry: { state: 'rejected', settledByName: 'Ann' } });
    expect(await find()).toMatchObject({
      state: 'rejected',
      code: '30003',
      conflicts: 2,
      conflict: 'call accepted SM1',
    });
    expect(await find()).not.toHaveProperty('providerId');
  });

  it('takes the same news twice for one', async () => {
    await settle({ by: 'callback', outcome: sent, delivery: 'delivered' });
    expect(await settle({ by: 'callback', outcome: sent, delivery: 'delivered' })).toMatchObject({ kind: 'same' });
    expect(await find()).toMatchObject({ conflicts: 0 });
  });

  it('agrees with the call whose answer comes after its callback', async () => {
    await settle({ by: 'callback', outcome: sent, delivery: 'delivered' });
    const reply = await room.ledger.writeOutcome(room.intent(), sent, noon + 2_000);
    expect(reply).toMatchObject({ kind: 'written', entry: { state: 'accepted', at: noon + 1_000, conflicts: 0 } });
  });

  it.each([
    [['delivered', 'sent'], 'delivered', 0],
    [['sent', 'delivered', 'sent'], 'delivered', 0],
    [['sent', 'failed', 'sent'], 'failed', 0],
    [['delivered', 'failed'], 'delivered', 1],
  ] as const)('moves the delivery forward only: %j', async (news, delivery, conflicts) => {
    await room.ledger.writeOutcome(room.intent(), sent, noon);
    for (const step of news) await settle({ by: 'callback', outcome: sent, delivery: step });
    expect(await find()).toMatchObject({ state: 'accepted', delivery, conflicts });
  });

  it('keeps an unknown outcome open for ever, and lets the late answer of the call settle it', async () => {
    await room.ledger.writeOutcome(room.intent(), { kind: 'unknown', message: 'lost' }, noon);
    expect(await room.ledger.listOpen(teamId)).toHaveLength(1);
    expect(await room.redis.pttl(room.keys.entry(teamId, key))).toBe(-1);
    expect(await room.ledger.writeOutcome(room.intent(), sent, noon + 5)).toMatchObject({ kind: 'settled' });
    expect(await room.ledger.writeOutcome(room.intent(), sent, noon + 6)).toMatchObject({ kind: 'written' });
  });

  it("does not take an older call's answer for that of the call after it", async () => {
    const retry = { kind: 'retry', code: 'PROVIDER_UNAVAILABLE', message: 'refused' } as const;
    await room.ledger.settle(teamId, key, { by: 'lookup', outcome: retry }, noon);
    await room.ledger.writeIntent(room.intent({ token: 'token-2', to: '+15559990001' }), noon + 1);
    expect(await room.ledger.writeOutcome(room.intent(), sent, noon + 2)).toMatchObject({ kind: 'stands' });
    expect(await find()).toMatchObject({ state: 'intent', calls: 2, conflicts: 1, to: '+15559990001' });
    expect(await room.ledger.listOpenTo(teamId, '+15559990001')).toHaveLength(1);
    expect(await room.ledger.listOpenTo(teamId, recipient)).toEqual([]);
  });

  it('lets one of many that race win', async () => {
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) => settle({ by: 'lookup', outcome: index % 2 === 0 ? sent : refused })),
    );
    expect(replies.filter((reply) => reply.kind === 'settled')).toHaveLength(1);
    expect(await find()).toMatchObject({ conflicts: 20 });
  });

  it('knows nothing of a key that was never written', async () => {
    const reply = await room.ledger.settle(teamId, 'nothing', { by: 'callback', outcome: sent }, noon);
    expect(reply).toEqual({ kind: 'absent' });
  });
});
