import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ComplianceFixture, noon, recipient, teamId } from '../compliance/compliance.fixture.js';
import type { SendIntent } from '../compliance/ledger/write-intent.js';
import { nameEvent, type InboundEvent } from '../inbox/inbound-event.js';
import { SendStatusHandler } from './send-status.handler.js';

describe('SendStatusHandler', () => {
  let room: ComplianceFixture;
  let handler: SendStatusHandler;
  beforeEach(() => {
    room = new ComplianceFixture();
    handler = new SendStatusHandler(room.ledger, { settled: async (send) => void room.told.push(send) });
  });
  afterEach(() => room.close());

  const callback = (status: string, delivery: InboundEvent['delivery'] = {}, facts: Partial<InboundEvent> = {}) => ({
    ...nameEvent(teamId, {
      provider: 'twilio',
      name: 'message.status',
      receivedAt: noon + 5_000,
      identity: `message:SM1:${status}`,
      payload: { messageId: 'SM1', status, errorCode: '30003' },
      delivery: { to: recipient, isOurs: true, ...delivery },
    }),
    ...facts,
  });

  const open = async (facts: Partial<SendIntent> = {}, isLost = true): Promise<void> => {
    const intent = room.intent({ provider: 'twilio', ...facts });
    await room.ledger.writeIntent(intent, noon);
    if (isLost) await room.ledger.writeOutcome(intent, { kind: 'unknown', message: 'lost' }, noon);
  };
  const state = async (key = 'wr_0-1.followup') => (await room.ledger.find(teamId, key))?.state;

  it('settles the one open send that it can be about, as accepted or as undeliverable', async () => {
    await open();
    await handler.handle(callback('sent'));
    expect(await state()).toBe('accepted');
    expect(room.told).toMatchObject([{ outcome: { kind: 'accepted', providerId: 'SM1' } }]);

    await open({ key: 'other', token: 'token-2' });
    await handler.handle({
      ...callback('failed'),
      payload: { messageId: 'SM2', status: 'failed', errorCode: '30003' },
    });
    expect(await state('other')).toBe('rejected');
    expect(room.told[1]).toMatchObject({ outcome: { kind: 'rejected', code: '30003' } });
  });

  it('tells the waiting step again when it was cut off after the ledger', async () => {
    await open();
    await handler.handle(callback('sent'));
    room.told.length = 0;
    await handler.handle(callback('sent'));
    expect(room.told).toHaveLength(1);
    expect(await room.ledger.find(teamId, 'wr_0-1.followup')).toMatchObject({ conflicts: 0 });
  });

  it('tells nobody of a send whose call answered itself', async () => {
    await open({}, false);
    await room.ledger.writeOutcome(room.intent({ provider: 'twilio' }), { kind: 'accepted', providerId: 'SM1' }, noon);
    await handler.handle(callback('failed'));
    expect(room.told).toEqual([]);
    expect(await room.ledger.find(teamId, 'wr_0-1.followup')).toMatchObject({ state: 'accepted', delivery: 'failed' });
  });

  it('settles nothing where two sends fit, unless the callback names its key', async () => {
    await open();
    await open({ key: 'other', token: 'token-2' });
    await handler.handle(callback('sent'));
    expect([await state(), await state('other')]).toEqual(['unknown', 'unknown']);
    await handler.handle(callback('sent', { sendKey: 'other' }));
    expect([await state(), await state('other')]).toEqual(['unknown', 'accepted']);
  });

  it('waits for the answer of a call that may still be under way', async () => {
    await open();
    await open({ key: 'other', token: 'token-2' }, false);
    await expect(handler.handle(callback('sent'))).rejects.toMatchObject({ code: 'EARLY_CALLBACK' });
    await room.ledger.writeOutcome(
      room.intent({ provider: 'twilio', key: 'other', token: 'token-2' }),
      { kind: 'accepted', providerId: 'SM1' },
      noon,
    );
    await handler.handle(callback('sent'));
    expect([await state(), await state('other')]).toEqual(['unknown', 'accepted']);
  });

  it('agrees with the answer of a call that comes after it', async () => {
    await open({}, false);
    await handler.handle(callback('delivered'));
    const intent = room.intent({ provider: 'twilio' });
    const reply = await room.ledger.writeOutcome(intent, { kind: 'accepted', providerId: 'SM1' }, noon + 6_000);
    expect(reply).toMatchObject({ kind: 'written', entry: { conflicts: 0, delivery: 'delivered' } });
  });

  it.each<[string, InboundEvent['delivery'], Partial<InboundEvent>]>([
    ['another number', { to: '+15559990001' }, {}],
    ['another provider', {}, { provider: 'signalhouse' }],
    ['another text', { bodyHash: 'other' }, {}],
    ['sends that are not ours alone, without their text', { isOurs: false }, {}],
    ['a time before the send', {}, { receivedAt: noon - 120_000 }],
    ['a time days after the send', {}, { receivedAt: noon + 3 * 86_400_000 }],
    ['another team', {}, { teamId: 'team_999' }],
  ])('settles nothing by a callback of %s', async (_, delivery, facts) => {
    await open();
    await handler.handle(callback('sent', delivery, facts));
    expect(await state()).toBe('unknown');
  });

  it('settles a call by its status', async () => {
    await open({ channel: 'voice' });
    const event = { ...callback('x'), name: 'call.status', payload: { callId: 'CA1', status: 'no-answer' } };
    await handler.handle(event);
    expect(await room.ledger.find(teamId, 'wr_0-1.followup')).toMatchObject({
      state: 'accepted',
      providerId: 'CA1',
      delivery: 'failed',
    });
  });
});
