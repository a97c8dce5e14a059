import { until } from '@workflow/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutboxFixture } from './outbox.fixture.js';

describe('OutboxReader', () => {
  let room: OutboxFixture;
  beforeEach(() => {
    room = new OutboxFixture();
  });
  afterEach(() => room.close());

  /** A reader that writes down the runs it hears of. */
  const listen = (options: Parameters<OutboxFixture['read']>[1] = {}) => {
    const heard: string[] = [];
    const reader = room.read(async ({ runId }) => void heard.push(runId), options);
    return { heard, reader };
  };
  const isDone = async () => (await room.owed()) === 0;

  it('hands on what was told, in order, with the moment at which Redis took it', async () => {
    const events: object[] = [];
    room.read(async (event) => void events.push(event));
    const first = await room.tell('r1', 'run.created', '{"workflowId":"w","version":2}');
    const second = await room.tell('r1');
    await until('both are heard', () => events.length === 2);
    const [at] = first.split('-');
    expect(events).toEqual([
      {
        ...{ id: first, type: 'run.created', teamId: 'team_123', runId: 'r1', at: Number(at) },
        data: { workflowId: 'w', version: 2 },
      },
      expect.objectContaining({ id: second, type: 'run.completed', data: { version: 1 } }),
    ]);
    await until('they are ended', isDone);
  });

  it('misses nothing of what was told while nobody read', async () => {
    await room.tell('before');
    const first = listen();
    await until('the first is heard', () => first.heard.length === 1);
    await first.reader.stop();
    await room.tell('meanwhile');
    const second = listen();
    await until('the second is heard', () => second.heard.length === 1);
    expect([first.heard, second.heard]).toEqual([['before'], ['meanwhile']]);
  });

  it('hands every event to every group', async () => {
    const [one, other] = [listen({ group: 'one' }), listen({ group: 'other' })];
    await room.tell('r1');
    await until('both groups hear it', () => one.heard.length === 1 && other.heard.length === 1);
  });

  it('hands each event to one reader of a group', async () => {
    const readers = [listen({ takeOverMs: 60_000 }), listen({ takeOverMs: 60_000 }), listen({ takeOverMs: 60_000 })];
    const told = Array.from({ length: 60 }, (_, index) => `r${index}`);
    await Promise.all(told.map((runId) => room.tell(runId)));
    const heard = () => readers.flatMap((reader) => reader.heard);
    await until('all are heard', () => heard().length >= told.length);
    await until('all are ended', isDone);
    expect(heard().toSorted()).toEqual(told.toSorted());
  });

  it('hears again what a reader had in its hands when it was killed', async () => {
    await room.tell('r1');
    await room.redis.xgroup('CREATE', room.keys.outbox, 'test', '0');
    await room.redis.xreadgroup('GROUP', 'test', 'killed', 'COUNT', 1, 'STREAMS', room.keys.outbox, '>');
    const { heard } = listen();
    await until('it is heard', () => heard.length === 1);
    await until('it is ended', isDone);
  });

  it('hears again what could not be handed on, and holds up nothing for it', async () => {
    const heard: string[] = [];
    let failures = 0;
    room.read(async ({ runId }) => {
      if (runId === 'shaky' && failures < 2) {
        failures += 1;
        throw new Error('not yet');
      }
      heard.push(runId);
    });
    await room.tell('shaky');
    await room.tell('steady');
    await until('both are heard', () => heard.length === 2);
    expect(heard).toEqual(['steady', 'shaky']);
    await until('both are ended', isDone);
  });

  it('comes to what is owed behind much that always fails', async () => {
    for (let count = 0; count < 50; count += 1) await room.tell('poison');
    await room.tell('last');
    await room.redis.xgroup('CREATE', room.keys.outbox, 'test', '0');
    await room.redis.xreadgroup('GROUP', 'test', 'killed', 'COUNT', 100, 'STREAMS', room.keys.outbox, '>');
    const heard: string[] = [];
    room.read(async ({ runId }) => {
      if (runId === 'poison') throw new Error('never');
      heard.push(runId);
    });
    await until('it is heard', () => heard.length === 1);
    await room.tell('new');
    await until('so is what is new', () => heard.length === 2);
  });

  it.each([
    ['a member that names no run', ['t', 'run.completed', 'm', 'team_123', 'd', '{}']],
    ['data that is no JSON', ['t', 'run.completed', 'm', 'team_123|r', 'd', '{']],
    ['no fields of ours', ['x', 'y']],
  ])('leaves out an entry with %s, and says so', async (_, fields) => {
    const { heard } = listen();
    const entryId = await room.add(...fields);
    await room.tell('next');
    await until('the next is heard', () => heard.length === 1);
    await until('both are ended', isDone);
    expect(heard).toEqual(['next']);
    expect(room.logged).toContainEqual(
      expect.objectContaining({
        message: 'an entry of the outbox is no event: it is left out',
        fields: expect.objectContaining({ entryId }),
      }),
    );
  });

  it('goes on after everything was flushed away', async () => {
    const { heard } = listen();
    await room.tell('before');
    await until('the first is heard', () => heard.length === 1);
    await room.redis.del(room.keys.outbox);
    await room.tell('after');
    await until('the second is heard', () => heard.length === 2);
  });

  it('stops at once while it waits, and leaves the group', async () => {
    const { heard, reader } = listen({ blockMs: 60_000, takeOverMs: 120_000 });
    await room.tell('r1');
    await until('it is heard', () => heard.length === 1);
    const since = performance.now();
    await reader.stop();
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(await room.consumers()).toBe(0);
    await room.tell('r2');
    expect(heard).toEqual(['r1']);
  });

  it('lets the event in its hands end when it stops, and takes no further one', async () => {
    const goOn = Promise.withResolvers<void>();
    const heard: string[] = [];
    const reader = room.read(async ({ runId }) => {
      heard.push(`${runId} begun`);
      await goOn.promise;
      heard.push(`${runId} ended`);
    });
    await room.tell('r1');
    await room.tell('r2');
    await until('the first is in its hands', () => heard.length === 1);
    const stopped = reader.stop();
    goOn.resolve();
    await stopped;
    expect(heard).toEqual(['r1 begun', 'r1 ended']);
    expect(await room.owed()).toBe(0);
  });
});
