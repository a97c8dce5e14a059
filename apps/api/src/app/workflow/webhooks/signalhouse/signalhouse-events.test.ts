import type { JsonObject } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../compliance/door/send-door.js';
import { UnusableBody } from '../delivery-body.js';
import { readSignalHouse } from './signalhouse-events.js';

const receivedAt = Date.UTC(2026, 10, 21, 19, 0);
const facts = (raw: JsonObject) => ({ provider: 'signalhouse', raw, receivedAt, deliveryId: 'd1' });
const read = (raw: JsonObject) => readSignalHouse(facts(raw));
const message: JsonObject = {
  _id: 'm1',
  senderPhoneNumber: '15559990000',
  recipientPhoneNumber: '15551230000',
  messageBody: 'Hello',
};
const inbound = (text: string): JsonObject => ({
  event: 'MESSAGE_RECEIVED',
  identifier: 'm1',
  metaData: { Message: { ...message, messageBody: text } },
});

describe('readSignalHouse', () => {
  it('reads a received message', () => {
    const raw = inbound('Hello');
    expect(read(raw)).toEqual({
      kind: 'event',
      teamNumber: '+15551230000',
      event: {
        provider: 'signalhouse',
        name: 'message.received',
        receivedAt,
        identity: 'message:m1',
        deliveryId: 'd1',
        payload: {
          provider: 'signalhouse',
          teamNumber: '+15551230000',
          receivedAt: '2026-11-21T19:00:00.000Z',
          messageId: 'm1',
          from: '+15559990000',
          to: '+15551230000',
          text: 'Hello',
          media: [],
          raw,
        },
      },
    });
  });

  it('reads an opt-out as that and nothing else', () => {
    const reading = read(inbound(' Stop. '));
    expect(reading).toMatchObject({ event: { name: 'opt_out', consent: 'optOut', identity: 'message:m1' } });
    expect(reading.kind === 'event' && Object.keys(reading.event.payload)).toEqual([
      'provider',
      'teamNumber',
      'receivedAt',
      'from',
      'to',
      'text',
      'raw',
    ]);
    expect(read(inbound('START'))).toMatchObject({ event: { name: 'message.received', consent: 'optIn' } });
    expect(read(inbound('HELP'))).not.toHaveProperty('event.consent');
  });

  it.each([
    ['MESSAGE_DELIVERED', 'delivered'],
    ['MESSAGE_FAILED', 'failed'],
    ['SMS_FAILED', 'failed'],
    ['SMS_SENT', 'sent'],
  ])('reads %s, whose document is not nested', (event, status) => {
    const metaData = {
      ...message,
      senderPhoneNumber: '15551230000',
      recipientPhoneNumber: '15559990000',
      errorCode: '30003',
    };
    expect(read({ event, identifier: 'm1', metaData })).toMatchObject({
      teamNumber: '+15551230000',
      event: {
        name: 'message.status',
        identity: `message:m1:${status}`,
        payload: { messageId: 'm1', status, errorCode: '30003' },
        delivery: { to: '+15559990000', isOurs: false, bodyHash: hashOf('Hello') },
      },
    });
  });

  it('reads a status callback, by any of its ids', () => {
    const numbers = { senderPhoneNumber: '15551230000', recipientPhoneNumber: '15559990000' };
    const ids: JsonObject[] = [{ messageId: 'm1', _id: 'x' }, { _id: 'm1', identifier: 'x' }, { identifier: 'm1' }];
    for (const id of ids) {
      expect(read({ ...id, status: 'DELIVERED', errorCode: null, ...numbers })).toMatchObject({
        event: { identity: 'message:m1:delivered', delivery: { isOurs: true } },
      });
    }
  });

  it('reads the names of older endpoints', () => {
    const legacy = {
      event: 'message.received',
      from: '+15559990000',
      to: '5551230000',
      text: 'Hi',
      message_id: 'm1',
      timestamp: 'x',
    };
    expect(read(legacy)).toMatchObject({
      teamNumber: '+15551230000',
      event: { name: 'message.received', identity: 'message:m1', payload: { text: 'Hi' } },
    });
    expect(read({ event: 'SMS_RECEIVED', metaData: message })).toMatchObject({ event: { name: 'message.received' } });
  });

  it.each<JsonObject>([
    { event: 'NUMBER_PURCHASED', identifier: 'n' },
    { event: 'BRAND_VERIFIED' },
    { event: 'MESSAGE_QUEUED', metaData: message },
    { messageId: 'm1', status: 'ENQUEUED' },
    {},
  ])('ignores %j', (raw) => expect(read(raw)).toEqual({ kind: 'ignored' }));

  it.each<JsonObject>([
    { event: 'MESSAGE_RECEIVED' },
    { event: 'MESSAGE_RECEIVED', metaData: { ...message, senderPhoneNumber: [] } },
    { event: 'MESSAGE_RECEIVED', metaData: { Message: { ...message, messageBody: 7 } } },
    { event: 'MESSAGE_DELIVERED', metaData: { senderPhoneNumber: '1', recipientPhoneNumber: '2' } },
    { event: ['MESSAGE_RECEIVED'] },
    { event: 'MESSAGE_RECEIVED', metaData: 'none' },
  ])('refuses %j', (raw) => expect(() => read(raw)).toThrow(UnusableBody));
});
