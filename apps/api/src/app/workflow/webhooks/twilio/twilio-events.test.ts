import type { JsonObject } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { UnusableBody } from '../delivery-body.js';
import { readTwilio, type TwilioHook } from './twilio-events.js';

const receivedAt = Date.UTC(2026, 10, 21, 19, 0);
const read = (hook: TwilioHook, raw: JsonObject, sendKey?: string) =>
  readTwilio(hook, { provider: 'twilio', raw, receivedAt, sendKey });
const numbers = { From: '+15559990000', To: '+15551230000' };
const outbound = { From: '+15551230000', To: '+15559990000', Direction: 'outbound-api' };

describe('readTwilio', () => {
  it('reads a message with its media', () => {
    const raw = {
      MessageSid: 'SM1',
      ...numbers,
      Body: 'Hi',
      NumMedia: '1',
      MediaUrl0: 'https://m/0',
      MediaContentType0: 'image/png',
    };
    expect(read('sms', raw)).toMatchObject({
      teamNumber: '+15551230000',
      event: {
        name: 'message.received',
        identity: 'message:SM1',
        payload: { text: 'Hi', media: [{ url: 'https://m/0', contentType: 'image/png' }], raw },
      },
    });
  });

  it("takes the provider's word for an opt-out in words of the team's own", () => {
    const raw = { MessageSid: 'SM1', ...numbers, Body: 'NOMORE', OptOutType: 'STOP' };
    expect(read('sms', raw)).toMatchObject({ event: { name: 'opt_out', consent: 'optOut' } });
    expect(read('sms', { ...raw, Body: 'STOP', OptOutType: 'HELP' })).toMatchObject({ event: { name: 'opt_out' } });
    expect(read('sms', { ...raw, OptOutType: 'START' })).toMatchObject({ event: { consent: 'optIn' } });
  });

  it.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
  ])('reads the message status %s as %s', (MessageStatus, status) => {
    const raw = { MessageSid: 'SM1', From: outbound.From, To: outbound.To, MessageStatus, ErrorCode: '30003' };
    expect(read('smsStatus', raw, 'key-1')).toMatchObject({
      teamNumber: '+15551230000',
      event: {
        identity: `message:SM1:${status}`,
        payload: { messageId: 'SM1', status, errorCode: '30003' },
        delivery: { to: '+15559990000', isOurs: true, sendKey: 'key-1' },
      },
    });
  });

  it('reads calls that come in', () => {
    expect(read('voice', { CallSid: 'CA1', ...numbers, Direction: 'inbound' })).toMatchObject({
      teamNumber: '+15551230000',
      event: { name: 'call.received', payload: { callId: 'CA1', from: '+15559990000', to: '+15551230000' } },
    });
  });

  it('reads the status of calls of either direction, each with its own number', () => {
    const end = {
      CallSid: 'CA1',
      CallStatus: 'completed',
      SequenceNumber: '3',
      CallDuration: '17',
      AnsweredBy: 'human',
    };
    expect(read('voiceStatus', { ...outbound, ...end })).toMatchObject({
      teamNumber: '+15551230000',
      event: {
        identity: 'call:CA1:3',
        payload: { status: 'completed', durationS: 17, answeredBy: 'human' },
        delivery: { to: '+15559990000', isOurs: true },
      },
    });
    const inbound = read('voiceStatus', { ...numbers, ...end, Direction: 'inbound' });
    expect(inbound).toMatchObject({ teamNumber: '+15551230000' });
    expect(inbound).not.toHaveProperty('event.delivery');
  });

  it.each<[TwilioHook, JsonObject]>([
    ['smsStatus', { MessageSid: 'SM1', ...numbers, MessageStatus: 'queued' }],
    ['voiceStatus', { CallSid: 'CA1', AnsweredBy: 'machine_start', MachineDetectionDuration: '3000' }],
    ['voice', { CallSid: 'CA1', ...outbound }],
  ])('ignores on %s: %j', (hook, raw) => expect(read(hook, raw)).toEqual({ kind: 'ignored' }));

  it.each<[TwilioHook, JsonObject]>([
    ['sms', {}],
    ['sms', { MessageSid: ['SM1', 'SM2'], ...numbers }],
    ['sms', { MessageSid: 'SM1', From: numbers.From }],
    ['smsStatus', { MessageSid: 'SM1', ...numbers }],
    ['voice', { CallSid: '', ...numbers }],
  ])('refuses on %s: %j', (hook, raw) => expect(() => read(hook, raw)).toThrow(UnusableBody));
});
