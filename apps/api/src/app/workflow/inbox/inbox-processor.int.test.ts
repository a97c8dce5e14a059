import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InboxHandler } from './inbox-handler.js';
import { InboxFixture, readEvent } from './inbox.fixture.js';

const teamId = 'team_123';

describe('InboxProcessor', () => {
  let room: InboxFixture;
  beforeEach(() => {
    room = new InboxFixture();
  });
  afterEach(() => room.close());

  const handler = (name: string, handle: InboxHandler['handle'], isUrgent = false): InboxHandler => ({
    name,
    isUrgent,
    handle,
  });

  it('hands each event to the handlers in order, and records what they noted', async () => {
    const seen: string[] = [];
    const note = { code: 'RUN_STARTED', message: 'started', workflowId: 'w', runId: 'r' };
    room.process([
      handler('a', async (event) => (seen.push(`a ${event.id}`), [])),
      handler('b', async (event) => (seen.push(`b ${event.id}`), [note])),
    ]);
    const { event } = await room.inbox.accept(teamId, readEvent());
    await expect.poll(() => room.inbox.find(teamId, event.id)).toMatchObject({ state: 'processed', notes: [note] });
    expect(seen).toEqual([`a ${event.id}`, `b ${event.id}`]);
    expect(await room.left()).toBe(0);
    expect(room.counted).toEqual(['processed']);
  });

  it('processes what came while nobody ran', async () => {
    const { event } = await room.inbox.accept(teamId, readEvent());
    room.process([]);
    await expect.poll(() => room.inbox.find(teamId, event.id)).toMatchObject({ state: 'processed' });
  });

  it('takes over what a consumer that is gone had in its hands', async () => {
    const { event } = await room.inbox.accept(teamId, readEvent());
    const effects: string[] = [];
    await room.redis.xgroup('CREATE', room.keys.events(0), 'workflow', '0');
    // A process that had its effect and was killed before it could acknowledge.
    await room.redis.xreadgroup('GROUP', 'workflow', 'killed', 'COUNT', 1, 'STREAMS', room.keys.events(0), '>');
    effects.push(event.id);
    room.process([handler('once', async ({ id }) => (effects.push(id), []))]);
    await expect.poll(() => room.inbox.find(teamId, event.id)).toMatchObject({ state: 'processed' });
    expect(effects).toEqual([event.id, event.id]);
    const [, , pending] = await room.redis.xpending(room.keys.events(0), 'workflow');
    expect(pending).toBeNull();
  });

  it('tries an event again whose handler failed, and holds up no other for it', async () => {
    let failures = 0;
    const done: string[] = [];
    room.process([
      handler('shaky', async ({ id }) => {
        if (failures < 2 && id === shaky.event.id) {
          failures += 1;
          throw new Error('not yet');
        }
        done.push(id);
        return [];
      }),
    ]);
    const shaky = await room.inbox.accept(teamId, readEvent());
    const steady = await room.inbox.accept(teamId, readEvent({ identity: 'message:2', deliveryId: 'delivery-2' }));
    await expect.poll(() => done).toEqual([steady.event.id, shaky.event.id]);
    expect(failures).toBe(2);
  });

  it('gives an event up after five deliveries, with the reason', async () => {
    let tries = 0;
    room.process([
      handler('poison', async () => {
        tries += 1;
        throw new Error('it never works');
      }),
    ]);
    const { event } = await room.inbox.accept(teamId, readEvent());
    await expect
      .poll(() => room.inbox.find(teamId, event.id), { timeout: 5_000 })
      .toMatchObject({
        state: 'dead',
        reason: 'poison: it never works',
      });
    expect(tries).toBe(5);
    expect(await room.left()).toBe(0);
    const [dead] = await room.entries('dead');
    expect(dead).toMatchObject({ reason: 'poison: it never works', deliveries: '5' });
    expect(JSON.parse(dead?.['event'] ?? '')).toMatchObject({ id: event.id });
    expect(room.counted.filter((what) => what === 'dead')).toHaveLength(1);
  });

  it('gives up what kills its process every time', async () => {
    const { event } = await room.inbox.accept(teamId, readEvent());
    const stream = room.keys.events(0);
    await room.redis.xgroup('CREATE', stream, 'workflow', '0');
    await room.redis.xreadgroup('GROUP', 'workflow', 'killed', 'COUNT', 1, 'STREAMS', stream, '>');
    for (let kill = 1; kill < 5; kill += 1) await room.redis.xautoclaim(stream, 'workflow', 'killed', 0, '0-0');
    let calls = 0;
    room.process([handler('never', async () => ((calls += 1), []))]);
    await expect.poll(() => room.inbox.find(teamId, event.id)).toMatchObject({ state: 'dead' });
    expect(calls).toBe(0);
  });

  it('is not held up for ever by a handler that hangs', async () => {
    let calls = 0;
    const hang = handler('hang', async () => {
      calls += 1;
      return calls === 1 ? new Promise<never>(() => undefined) : [];
    });
    room.process([hang], { handlerTimeoutMs: 50 });
    const { event } = await room.inbox.accept(teamId, readEvent());
    await expect.poll(() => room.inbox.find(teamId, event.id)).toMatchObject({ state: 'processed' });
    expect(calls).toBe(2);
  });

  it('shows the whole batch to an urgent handler first', async () => {
    const order: string[] = [];
    for (const number of [1, 2, 3]) {
      await room.inbox.accept(
        teamId,
        readEvent({ identity: `${number}`, deliveryId: `${number}`, name: `n${number}` }),
      );
    }
    room.process([
      handler('slow', async ({ name }) => (order.push(`slow ${name}`), [])),
      handler('urgent', async ({ name }) => (order.push(`urgent ${name}`), []), true),
    ]);
    await expect.poll(() => order.length).toBe(6);
    expect(order.slice(0, 3)).toEqual(['urgent n1', 'urgent n2', 'urgent n3']);
  });

  it('buries an entry that is no event', async () => {
    await room.redis.xadd(room.keys.events(0), '*', 'event', '{"broken":');
    room.process([]);
    await expect.poll(() => room.entries('dead')).toMatchObject([{ reason: 'The entry is not an event.' }]);
  });

  it('goes on after its stream was flushed away', async () => {
    room.process([]);
    const first = await room.inbox.accept(teamId, readEvent());
    await expect.poll(() => room.inbox.find(teamId, first.event.id)).toMatchObject({ state: 'processed' });
    await room.redis.del(room.keys.events(0));
    const { event } = await room.inbox.accept(teamId, readEvent({ identity: '2', deliveryId: '2' }));
    await expect
      .poll(() => room.inbox.find(teamId, event.id), { timeout: 5_000 })
      .toMatchObject({ state: 'processed' });
  });

  it('shares events between processes, each event once', async () => {
    const seen: string[] = [];
    const count = handler('count', async ({ id }) => (seen.push(id), []));
    for (let process = 0; process < 3; process += 1) room.process([count], { retryAfterMs: 10_000 });
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        room.inbox.accept(teamId, readEvent({ identity: `${n}`, deliveryId: `${n}` })),
      ),
    );
    await expect.poll(() => seen.length).toBe(60);
    expect(new Set(seen)).toEqual(new Set(all.map(({ event }) => event.id)));
  });

  it('leaves the group when it stops, unless it still holds an event', async () => {
    const processor = room.process([]);
    const { event } = await room.inbox.accept(teamId, readEvent());
    await expect.poll(() => room.inbox.find(teamId, event.id)).toMatchObject({ state: 'processed' });
    await processor.stop();
    expect(await room.redis.xinfo('CONSUMERS', room.keys.events(0), 'workflow')).toEqual([]);

    const failing = room.process([handler('fails', () => Promise.reject(new Error('no')))], { retryAfterMs: 60_000 });
    await room.inbox.accept(teamId, readEvent({ identity: '2', deliveryId: '2' }));
    await expect.poll(() => room.counted).toContain('failed');
    await failing.stop();
    expect(await room.redis.xinfo('CONSUMERS', room.keys.events(0), 'workflow')).toHaveLength(1);
  });
});
