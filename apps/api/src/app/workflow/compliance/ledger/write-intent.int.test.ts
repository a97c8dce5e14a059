import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../agents/send.js';
import { accepted, ComplianceFixture, noon, recipient, teamId } from '../compliance.fixture.js';
import { writeIntent } from './write-intent.js';

describe('write-intent', () => {
  let room: ComplianceFixture;
  beforeEach(() => {
    room = new ComplianceFixture();
  });
  afterEach(() => room.close());

  it('answers the same when the command is sent again', async () => {
    for (let sent = 0; sent < 3; sent += 1) {
      const reply = await writeIntent(room.redis, room.keys, room.intent(), noon);
      expect(reply).toEqual({ kind: 'written', calls: 1 });
    }
    expect(await room.ledger.listOpen(teamId)).toHaveLength(1);
  });

  it('shows another call the intent that stands', async () => {
    await writeIntent(room.redis, room.keys, room.intent(), noon);
    const reply = await writeIntent(room.redis, room.keys, room.intent({ token: 'token-2' }), noon + 1);
    expect(reply).toMatchObject({ kind: 'exists', entry: { state: 'intent', token: 'token-1', since: noon } });
  });

  it.each<SendOutcome>([
    { kind: 'unknown', message: 'lost' },
    accepted,
    { kind: 'rejected', code: 'X', message: 'no' },
  ])('forbids another call after $kind', async (outcome) => {
    await writeIntent(room.redis, room.keys, room.intent(), noon);
    await room.ledger.writeOutcome(room.intent(), outcome, noon);
    const reply = await writeIntent(room.redis, room.keys, room.intent({ token: 'token-2' }), noon + 1);
    expect(reply).toMatchObject({ kind: 'exists', entry: { state: outcome.kind, calls: 1 } });
  });

  it('opens an entry of which nothing was sent again, and keeps it as long as it is open', async () => {
    await writeIntent(room.redis, room.keys, room.intent(), noon);
    const retry = { kind: 'retry', code: 'PROVIDER_UNAVAILABLE', message: 'refused' } as const;
    await room.ledger.writeOutcome(room.intent(), retry, noon);
    expect(await room.redis.zcard(room.keys.openTo(teamId, recipient))).toBe(0);
    expect(await room.redis.zcard(room.keys.open(teamId))).toBe(0);
    const reply = await writeIntent(room.redis, room.keys, room.intent({ token: 'token-2' }), noon + 1);
    expect(reply).toEqual({ kind: 'written', calls: 2 });
    expect(await room.redis.pttl(room.keys.entry(teamId, 'wr_0-1.followup'))).toBe(-1);
    expect(await room.redis.zcard(room.keys.openTo(teamId, recipient))).toBe(1);
  });

  it('writes nothing for a suppressed number', async () => {
    await room.suppression.add(teamId, recipient, { source: 'import', reason: 'list', at: noon });
    expect(await writeIntent(room.redis, room.keys, room.intent(), noon)).toEqual({ kind: 'suppressed' });
    expect(await room.ledger.find(teamId, 'wr_0-1.followup')).toBeUndefined();
  });

  it('survives a Redis that has forgotten its scripts', async () => {
    await writeIntent(room.redis, room.keys, room.intent(), noon);
    await room.redis.script('FLUSH');
    const reply = await writeIntent(room.redis, room.keys, room.intent({ key: 'other' }), noon);
    expect(reply.kind).toBe('written');
  });

  it('keeps hostile names inside the team', async () => {
    const key = 'a:b}{c*?[d]\r\n"e';
    await writeIntent(room.redis, room.keys, room.intent({ teamId: 'x}:y', key }), noon);
    expect(await room.ledger.find('x}:y', key)).toMatchObject({ key });
    const written = await room.redis.keys(`*${room.prefix}*`);
    expect(written.every((name) => name.startsWith(`{${room.prefix}:x%7d%3ay}:send`))).toBe(true);
    expect(await room.ledger.listOpen('x')).toEqual([]);
  });
});
