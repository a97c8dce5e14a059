import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ComplianceFixture, noon, recipient, teamId } from '../compliance.fixture.js';

describe('Suppression', () => {
  let room: ComplianceFixture;
  beforeEach(() => {
    room = new ComplianceFixture();
  });
  afterEach(() => room.close());

  const stop = (at: number) => room.suppression.add(teamId, recipient, { source: 'reply', reason: 'STOP', at });
  const isSuppressed = () => room.suppression.isSuppressed(teamId, recipient);

  it('keeps the first reason of a source, and lists the number once', async () => {
    expect([await stop(noon), await stop(noon + 1)]).toEqual(['recorded', 'stood']);
    expect(await room.suppression.reasons(teamId, recipient)).toEqual([{ source: 'reply', reason: 'STOP', at: noon }]);
    expect(await room.suppression.list(teamId)).toEqual([recipient]);
    expect(await room.suppression.list('team_999')).toEqual([]);
  });

  it('is lifted by a later opt-in, and stands against an earlier or simultaneous one', async () => {
    await stop(noon);
    expect(await room.suppression.optIn(teamId, recipient, noon - 1)).toBe(0);
    expect(await room.suppression.optIn(teamId, recipient, noon)).toBe(0);
    expect(await isSuppressed()).toBe(true);
    expect(await room.suppression.optIn(teamId, recipient, noon + 1)).toBe(1);
    expect(await isSuppressed()).toBe(false);
    expect(await room.suppression.list(teamId)).toEqual([]);
  });

  it('is not brought back by a STOP from before the opt-in that is read again', async () => {
    await stop(noon);
    await room.suppression.optIn(teamId, recipient, noon + 1);
    expect(await stop(noon)).toBe('outweighed');
    expect(await isSuppressed()).toBe(false);
    expect(await stop(noon + 2)).toBe('recorded');
    expect(await isSuppressed()).toBe(true);
  });

  it('ends the same whichever way STOP and a later START are delivered', async () => {
    await room.suppression.optIn(teamId, recipient, noon + 1);
    await stop(noon);
    expect(await isSuppressed()).toBe(false);
  });

  it('is lifted by an operator alone when an operator set it', async () => {
    await room.suppression.add(teamId, recipient, { source: 'person', reason: 'complaint', at: noon });
    await room.suppression.optIn(teamId, recipient, noon + 1);
    expect(await isSuppressed()).toBe(true);
    expect(await room.suppression.remove(teamId, recipient, noon + 2)).toBe(1);
    expect(await isSuppressed()).toBe(false);
  });
});
