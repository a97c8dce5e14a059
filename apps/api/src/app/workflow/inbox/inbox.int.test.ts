import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InboxFixture, readEvent } from './inbox.fixture.js';
import { parseEvent } from './inbound-event.js';

describe('Inbox', () => {
  let room: InboxFixture;
  beforeEach(() => {
    room = new InboxFixture();
  });
  afterEach(() => room.close());

  it('stores an event once, by its delivery and by what it says', async () => {
    const first = await room.inbox.accept('team_123', readEvent());
    const sameDelivery = await room.inbox.accept('team_123', readEvent({ identity: 'other' }));
    const sameEvent = await room.inbox.accept('team_123', readEvent({ deliveryId: 'delivery-2' }));
    const itsRepetition = await room.inbox.accept('team_123', readEvent({ identity: 'new', deliveryId: 'delivery-2' }));
    expect([first, sameDelivery, sameEvent, itsRepetition].map(({ isNew }) => isNew)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(new Set([first, sameDelivery, sameEvent, itsRepetition].map(({ event }) => event.id)).size).toBe(1);
    const entries = await room.entries('events');
    expect(entries.map(({ event }) => parseEvent(event ?? ''))).toEqual([first.event]);
  });

  it('stores one of a hundred that come at once', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => room.inbox.accept('team_123', readEvent())));
    expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await room.left()).toBe(1);
  });

  it('keeps the same news of two teams apart', async () => {
    await room.inbox.accept('team_123', readEvent());
    expect((await room.inbox.accept('team_999', readEvent())).isNew).toBe(true);
  });

  it('gives an event the same id after its names have lapsed', async () => {
    const { event } = await room.inbox.accept('team_123', readEvent());
    await room.redis.del(...(await room.redis.keys(`*${room.prefix}*seen*`)));
    expect(await room.inbox.accept('team_123', readEvent())).toMatchObject({ isNew: true, event: { id: event.id } });
  });

  it('remembers for seven days', async () => {
    await room.inbox.accept('team_123', readEvent());
    const names = await room.redis.keys(`*${room.prefix}*seen*`);
    const left = await Promise.all(names.map((name) => room.redis.pttl(name)));
    expect(left).toHaveLength(2);
    expect(left.every((ms) => ms > 604_700_000 && ms <= 604_800_000)).toBe(true);
  });

  it('keeps events of nobody aside', async () => {
    await room.inbox.acceptUnrouted(readEvent());
    expect([await room.left(), (await room.entries('unrouted')).length]).toEqual([0, 1]);
  });
});
