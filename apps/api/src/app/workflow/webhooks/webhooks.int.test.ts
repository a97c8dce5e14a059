import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  endpointSecret,
  inboundMessage,
  messageStatus,
  publicUrl,
  twilioToken,
  WebhookFixture,
} from './webhook.fixture.js';
import { hashOf } from '../compliance/door/send-door.js';
import { RawBodyCheck } from './raw-body-check.js';

const teamId = 'team_123';
const lead = '+15559990000';
const inboundSms = { MessageSid: 'SM1', AccountSid: 'AC1', From: lead, To: '+15551230000', Body: 'Hello & good day' };

describe.each(['fastify', 'express'] as const)('webhooks on %s', (platform) => {
  let room: WebhookFixture;
  beforeEach(() => {
    room = new WebhookFixture();
  });
  afterEach(() => room.close());

  const nothingStored = async () => {
    expect([await room.inbox.left(), await room.inbox.entries('dead'), await room.inbox.entries('unrouted')]).toEqual([
      0,
      [],
      [],
    ]);
  };

  describe('with their secrets', () => {
    beforeEach(() => room.listen(platform));

    it('stores a message before it answers', async () => {
      const response = await room.signalHouse(inboundMessage('m1', 'Hello'));
      expect(response.status).toBe(200);
      const [entry] = await room.inbox.entries('events');
      expect(JSON.parse(entry?.['event'] ?? '')).toMatchObject({
        teamId,
        name: 'message.received',
        payload: { from: lead },
      });
    });

    it('answers Twilio in TwiML, and stores its message', async () => {
      const response = await room.twilio('sms', inboundSms);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
      expect(await response.text()).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
      const [entry] = await room.inbox.entries('events');
      expect(JSON.parse(entry?.['event'] ?? '')).toMatchObject({
        payload: { text: 'Hello & good day', raw: inboundSms },
      });
    });

    it.each(['sms/status', 'voice', 'voice/status'])('serves Twilio at %s', async (path) => {
      const form = { MessageSid: 'SM1', CallSid: 'CA1', From: '+15551230000', To: '+15551230000' };
      const status = { MessageStatus: 'sent', CallStatus: 'ringing', Direction: 'inbound' };
      const response = await room.twilio(path, { ...form, ...status });
      expect(response.status).toBe(path === 'voice' ? 200 : 204);
      expect(await room.inbox.left()).toBe(1);
    });

    it('checks Twilio over every field, nested and repeated ones too', async () => {
      const form = { ...inboundSms, 'a[b]': 'c', list: ['2', '1', '2'], empty: '' };
      expect((await room.twilio('sms', form)).status).toBe(200);
    });

    it('checks a JSON body of Twilio by its hash in the signed URL', async () => {
      const body = JSON.stringify(inboundSms);
      const path = `twilio/sms?bodySHA256=${hashOf(body)}`;
      const signature = createHmac('sha1', twilioToken).update(`${publicUrl}/api/webhooks/${path}`).digest('base64');
      const headers = { 'content-type': 'application/json', 'x-twilio-signature': signature };
      expect((await room.post(path, body, headers)).status).toBe(200);
      expect((await room.post(path, body.replace('Hello', 'Hallo'), headers)).status).toBe(401);
    });

    it("takes a team's own event", async () => {
      const body = JSON.stringify({ type: 'lead.created', key: 'lead-1' });
      const at = new Date();
      const signature = new Webhook(endpointSecret).sign('msg_1', at, body);
      const headers = {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signature,
      };
      for (let sent = 0; sent < 2; sent += 1) expect((await room.post('in/crm', body, headers)).status).toBe(200);
      expect(await room.inbox.left()).toBe(1);
      expect((await room.post('in/crm', body.replace('1', '2'), headers)).status).toBe(401);
      expect((await room.post('in/crm', body, { 'content-type': 'application/json' })).status).toBe(401);
      expect((await room.post('in/other', body, headers)).status).toBe(404);
    });

    it('leaves no trace of a forgery but a count', async () => {
      const body = JSON.stringify(inboundMessage('m1', 'STOP'));
      const signature = { 'x-signalhouse-signature': '0'.repeat(64) };
      expect((await room.signalHouse(body, signature)).status).toBe(401);
      expect((await room.signalHouse(body, { 'x-signalhouse-timestamp': String(Date.now() - 400_000) })).status).toBe(
        401,
      );
      expect((await room.twilio('sms', inboundSms, { 'x-twilio-signature': 'bm8=' })).status).toBe(401);
      expect((await room.twilio('sms?more=1', inboundSms, { host: 'evil.example' })).status).toBe(200);
      expect(room.inbox.counted).toEqual(['forged', 'forged', 'forged', 'accepted']);
      expect(await room.compliance.suppression.isSuppressed(teamId, lead)).toBe(false);
    });

    it('refuses signed headers that come twice', async () => {
      const response = await room.signalHouse(inboundMessage('m1', 'Hi'), { 'x-signalhouse-timestamp': '1, 2' });
      expect(response.status).toBe(401);
      await nothingStored();
    });

    it.each(['{"event":"MESSAGE_RECEIVED"}', '[1]'])('keeps %s that was signed among the dead', async (body) => {
      expect((await room.signalHouse(body)).status).toBe(422);
      const [dead] = await room.inbox.entries('dead');
      expect(Buffer.from(dead?.['body'] ?? '', 'base64').toString()).toBe(body);
      expect(await room.inbox.left()).toBe(0);
    });

    it.each(['{"a":{"constructor":{"prototype":{}}}}', '{"__proto__":{"a":1}}'])(
      'refuses the trap %s',
      async (body) => {
        expect((await room.signalHouse(body)).status).toBe(400);
        expect(await room.inbox.left()).toBe(0);
      },
    );

    it('keeps a signed form without its fields among the dead', async () => {
      expect((await room.twilio('sms', { Body: 'no sid' })).status).toBe(422);
      expect(await room.inbox.entries('dead')).toMatchObject([{ provider: 'twilio' }]);
    });

    it.each([
      ['no body', '', { 'content-type': 'application/json' }, [400, 401]],
      ['broken JSON', '{"event":', { 'content-type': 'application/json' }, [400]],
      ['text', 'hello', { 'content-type': 'text/plain' }, [415]],
      ['no type', Buffer.from('hello'), {}, [415]],
      ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, [415]],
      ['10 MB', `{"a":"${'a'.repeat(10_000_000)}"}`, { 'content-type': 'application/json' }, [413]],
      [
        'a gzip bomb',
        gzipSync(Buffer.alloc(20_000_000)),
        { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        [400, 413, 415],
      ],
      [
        'gzip',
        gzipSync(JSON.stringify(inboundMessage('m1', 'Hi'))),
        { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        [400, 415],
      ],
      [
        'a gzip form',
        gzipSync('From=1'),
        { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
        [415],
      ],
    ] as [string, string | Buffer, Record<string, string>, number[]][])(
      'refuses %s',
      async (_, body, headers, statuses) => {
        expect(statuses).toContain((await room.post('signalhouse', body, headers)).status);
        await nothingStored();
      },
    );

    it('records a message to a number of nobody, and guesses no team', async () => {
      expect((await room.signalHouse(inboundMessage('m1', 'STOP', '15557770000'))).status).toBe(200);
      expect([await room.inbox.left(), (await room.inbox.entries('unrouted')).length]).toEqual([0, 1]);
      expect(await room.compliance.suppression.isSuppressed(teamId, lead)).toBe(false);
    });

    it('answers what nobody waits for, and keeps nothing of it', async () => {
      expect((await room.signalHouse({ event: 'BRAND_VERIFIED', identifier: 'b' })).status).toBe(200);
      await nothingStored();
    });

    it('starts one run of an event that comes three times, under three deliveries', async () => {
      const trigger = { webhook: 'signalhouse', event: 'message.received', map: { phone: '{{event.from}}' } };
      room.published = [{ workflowId: 'reply', version: 1, triggers: [trigger] }];
      room.process();
      for (let sent = 0; sent < 3; sent += 1) {
        expect((await room.signalHouse(inboundMessage('m1', 'Tell me more'))).status).toBe(200);
      }
      await expect.poll(() => room.inbox.counted).toContain('processed');
      await expect.poll(() => room.inbox.left()).toBe(0);
      expect(room.starts).toMatchObject([{ workflowId: 'reply', trigger: { phone: lead } }]);
      expect(room.inbox.counted.filter((what) => what === 'duplicate')).toHaveLength(2);
    });

    it('has suppressed the number by the time it answers a STOP', async () => {
      expect((await room.signalHouse(inboundMessage('m1', 'Stop.'))).status).toBe(200);
      expect(await room.compliance.suppression.isSuppressed(teamId, lead)).toBe(true);
    });

    it('suppresses from the inbox what could not be suppressed at once', async () => {
      const { suppression } = room.compliance;
      const add = suppression.add.bind(suppression);
      suppression.add = () => Promise.reject(new Error('down'));
      expect((await room.signalHouse(inboundMessage('m1', 'STOP'))).status).toBe(200);
      expect(await suppression.isSuppressed(teamId, lead)).toBe(false);
      suppression.add = add;
      room.process();
      await expect.poll(() => suppression.isSuppressed(teamId, lead)).toBe(true);
    });

    it('lifts an opt-out at START, and does not let a STOP that is repeated bring it back', async () => {
      room.process();
      const stop = inboundMessage('m1', 'STOP');
      await room.signalHouse(stop);
      await expect
        .poll(() => Date.now())
        .toBeGreaterThan((await room.compliance.suppression.reasons(teamId, lead))[0]?.at ?? 0);
      await room.signalHouse(inboundMessage('m2', 'START'));
      await room.signalHouse(stop);
      await expect.poll(() => room.inbox.counted.filter((what) => what === 'processed')).toHaveLength(2);
      expect(await room.compliance.suppression.isSuppressed(teamId, lead)).toBe(false);
    });

    it('settles an unknown send by callbacks, in whatever order and however often they come', async () => {
      const { ledger } = room.compliance;
      const text = 'Hello, may I ask you something?';
      const intent = room.compliance.intent({ bodyHash: hashOf(text) });
      await ledger.writeIntent(intent, Date.now() - 1_000);
      await ledger.writeOutcome(intent, { kind: 'unknown', message: 'lost' }, Date.now());
      room.process();
      const news = ['MESSAGE_DELIVERED', 'SMS_SENT', 'MESSAGE_DELIVERED', 'SMS_SENT'];
      for (const event of news) await room.signalHouse(messageStatus('SM9', event, text));
      await expect.poll(() => room.inbox.counted.filter((what) => what === 'processed')).toHaveLength(2);
      expect(await ledger.find(teamId, intent.key)).toMatchObject({
        state: 'accepted',
        providerId: 'SM9',
        settledBy: 'callback',
        delivery: 'delivered',
        conflicts: 0,
      });
      expect(await ledger.listOpen(teamId)).toEqual([]);
      expect(room.told[0]).toMatchObject({ key: intent.key, outcome: { kind: 'accepted', providerId: 'SM9' } });
    });

    it('does not settle a send by the callback of another text to the same number', async () => {
      const { ledger } = room.compliance;
      const intent = room.compliance.intent({ bodyHash: hashOf('Ours') });
      await ledger.writeIntent(intent, Date.now() - 1_000);
      await ledger.writeOutcome(intent, { kind: 'unknown', message: 'lost' }, Date.now());
      room.process();
      await room.signalHouse(messageStatus('SM9', 'MESSAGE_DELIVERED', 'Written by hand'));
      await expect.poll(() => room.inbox.counted).toContain('processed');
      expect(await ledger.listOpen(teamId)).toHaveLength(1);
      expect(room.told).toEqual([]);
    });

    it('asks the provider to come again when Redis does not answer', async () => {
      room.inbox.redis.disconnect();
      expect((await room.signalHouse(inboundMessage('m1', 'Hi'))).status).toBe(503);
      await room.inbox.redis.connect();
    });
  });

  it.each([
    ['signalhouse', {}],
    ['twilio/sms', {}],
    ['twilio/voice/status', { publicUrl: undefined, twilio: { authTokens: ['t'] } }],
  ])('answers 503 at %s without its secret', async (path, set) => {
    await room.listen(platform, { signalhouse: { secrets: [], tokens: [] }, twilio: { authTokens: [] }, ...set });
    const response = await room.post(path, '{}', { 'content-type': 'application/json' });
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'NOT_CONFIGURED' }]);
  });

  it('answers 503, and says why, on an application without raw bodies', async () => {
    await room.listen(platform, {}, false);
    const response = await room.signalHouse(inboundMessage('m1', 'Hi'));
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { error: expect.stringContaining('rawBody: true') as string },
    ]);
  });
});

describe('RawBodyCheck', () => {
  const options = {
    signalhouse: { secrets: ['s'], tokens: [] },
    twilio: { authTokens: [] },
    acceptTimeoutMs: 1,
    now: Date.now,
  };
  it('refuses to start where no signature could be checked', () => {
    const check = new RawBodyCheck({ ...options, hasRawBody: false });
    expect(() => check.onApplicationBootstrap()).toThrow('rawBody: true');
    new RawBodyCheck({ ...options, hasRawBody: true }).onApplicationBootstrap();
  });
});
