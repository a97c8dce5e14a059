import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../index.js';
import { startReceiver, type Received, type Receiver } from '../testing/receiver.js';

let sandbox: Sandbox;
let receiver: Receiver;
let client: twilio.Twilio;

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({ callbackDelayMs: 2, callbackRetryMs: [2, 4] });
  client = clientWith(sandbox.providers.twilio.authToken);
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

function clientWith(token: string, options: twilio.ClientOpts = {}): twilio.Twilio {
  const made = twilio(sandbox.providers.twilio.accountSid, token, { timeout: 2000, ...options });
  made.api.baseUrl = sandbox.providers.twilio.baseUrl;
  return made;
}

const from = '+12125550100';
const ordinary = '+12125550123';
const text = (to: string, changes: object = {}) => client.messages.create({ to, from, body: 'Hi', ...changes });
const dial = (to: string, changes: object = {}) =>
  client.calls.create({ to, from, twiml: '<Response><Say>Hi</Say></Response>', ...changes });

const fields = ({ raw }: Received) => Object.fromEntries(new URLSearchParams(raw));
const isSigned = ({ path, headers, raw }: Received) =>
  twilio.validateRequest(
    sandbox.providers.twilio.authToken,
    String(headers['x-twilio-signature']),
    `${receiver.url}${path}`,
    Object.fromEntries(new URLSearchParams(raw)),
  );

describe('messages through the twilio package', () => {
  test('are created, fetched, and delivered with signed callbacks', async () => {
    const created = await text(ordinary, { statusCallback: `${receiver.url}/status?run=1` });
    expect(created).toMatchObject({ status: 'queued', direction: 'outbound-api', numSegments: '1', errorCode: null });
    expect(created.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(Math.abs(Date.now() - created.dateCreated.getTime())).toBeLessThan(60_000);
    await sandbox.idle();
    expect(await client.messages(created.sid).fetch()).toMatchObject({ status: 'delivered', body: 'Hi' });
    expect(receiver.received.map(fields)).toMatchObject([
      {
        MessageSid: created.sid,
        SmsSid: created.sid,
        MessageStatus: 'sent',
        SmsStatus: 'sent',
        From: from,
        To: ordinary,
      },
      { MessageSid: created.sid, MessageStatus: 'delivered' },
    ]);
    expect(receiver.received.map(isSigned)).toEqual([true, true]);
    expect(sandbox.ledger.sends()).toMatchObject([
      { kind: 'sms', provider: 'twilio', to: ordinary, from, body: 'Hi', providerId: created.sid },
    ]);
  });

  test.each([
    ['To', { to: '' }, 21604],
    ['From', { from: undefined }, 21603],
    ['Body', { body: undefined }, 21602],
    ['a plus sign', { to: '2125550123' }, 21211],
  ])('without %s are refused with 400', async (_what, changes, code) => {
    await expect(text(ordinary, changes)).rejects.toMatchObject({ status: 400, code });
    expect(sandbox.ledger.sends()).toEqual([]);
  });

  test.each([
    ['+15005550001', 400, 21211],
    ['+15005550004', 400, 21610],
    ['+12125550610', 400, 21610],
    ['+12125550401', 401, 20003],
    ['+12125550429', 429, 20429],
    ['+12125550500', 500, 20500],
    ['+12125550503', 503, 20503],
  ])('to %s are refused with %i and code %i, unsent', async (to, status, code) => {
    await expect(text(to)).rejects.toMatchObject({ status, code });
    expect(sandbox.ledger.entries()).toMatchObject([{ to, accepted: false }]);
  });

  test('to the valid magic number are sent', async () => {
    await text('+15005550006');
    expect(sandbox.ledger.sends()).toHaveLength(1);
  });

  test('answered with an HTML page carry a status and no code', async () => {
    const error = await text('+12125550502').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 502 });
    expect(Object.entries(error as object).filter(([, value]) => value !== undefined)).not.toContainEqual([
      'code',
      expect.anything(),
    ]);
  });

  test.each([
    ['+12125550630', 30003],
    ['+12125550640', 30007],
  ])('to %s are undelivered with ErrorCode %i', async (to, errorCode) => {
    const { sid } = await text(to, { statusCallback: `${receiver.url}/status` });
    await sandbox.idle();
    expect(await client.messages(sid).fetch()).toMatchObject({ status: 'undelivered', errorCode });
    expect(receiver.received.map(fields).at(-1)).toMatchObject({
      MessageStatus: 'undelivered',
      ErrorCode: String(errorCode),
    });
  });

  test('accepted and then dropped are found by To, From and time', async () => {
    const before = new Date();
    await expect(text('+12125550903')).rejects.toMatchObject({ code: 'ECONNRESET' });
    const filter = { to: '+12125550903', from, dateSentAfter: before };
    const found = await client.messages.list(filter);
    expect(found.map(({ sid }) => sid)).toEqual([sandbox.ledger.sends()[0]?.providerId]);
    const later = new Date(before.getTime() + 3_600_000);
    expect(await client.messages.list({ ...filter, dateSentAfter: later })).toEqual([]);
    expect(await client.messages.list({ ...filter, from: ordinary })).toEqual([]);
  });

  test('that hang time out at the client, sent or not as the number says', async () => {
    client = clientWith(sandbox.providers.twilio.authToken, { timeout: 100 });
    await expect(text('+12125550900')).rejects.toMatchObject({ code: 'ECONNABORTED' });
    await expect(text('+12125550901')).rejects.toMatchObject({ code: 'ECONNABORTED' });
    const sent = () => sandbox.ledger.sends().map(({ to }) => to);
    await expect.poll(sent, { interval: 1 }).toEqual(['+12125550901']);
    expect(sandbox.ledger.entries()).toHaveLength(2);
  });

  test('can be retried by the package after 429', async () => {
    client = clientWith(sandbox.providers.twilio.authToken, { autoRetry: true, maxRetryDelay: 5, maxRetries: 3 });
    sandbox.knobs.set({ twilio: { next: { mode: 'status', status: 429, times: 2 } } });
    await text(ordinary);
    expect(sandbox.ledger.entries().map(({ accepted }) => accepted)).toEqual([false, false, true]);
  });

  test('are listed page by page', async () => {
    for (let count = 0; count < 5; count += 1) await text(ordinary);
    const page = await client.messages.page({ pageSize: 2 });
    expect(page.instances).toHaveLength(2);
    expect((await page.nextPage())?.instances).toHaveLength(2);
    const all = await client.messages.list({ pageSize: 2 });
    expect(new Set(all.map(({ sid }) => sid)).size).toBe(5);
  });

  test('can be scheduled, cancelled and redacted', async () => {
    const scheduled = await client.messages.create({
      to: ordinary,
      body: 'Hi',
      messagingServiceSid: `MG${'0'.repeat(32)}`,
      scheduleType: 'fixed',
      sendAt: new Date(Date.now() + 3_600_000),
    });
    expect(scheduled.status).toBe('scheduled');
    expect(await client.messages(scheduled.sid).update({ status: 'canceled' })).toMatchObject({ status: 'canceled' });
    expect(await client.messages(scheduled.sid).update({ body: '' })).toMatchObject({ body: '' });
    await expect(client.messages(scheduled.sid).update({ status: 'canceled' })).rejects.toMatchObject({ status: 400 });
  });

  test('with another token are refused with 20003, and an unknown sid with 20404', async () => {
    await expect(clientWith('wrong').messages.create({ to: ordinary, from, body: 'Hi' })).rejects.toMatchObject({
      status: 401,
      code: 20003,
    });
    await expect(client.messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    const other = twilio(`AC${'f'.repeat(32)}`, sandbox.providers.twilio.authToken);
    other.api.baseUrl = sandbox.providers.twilio.baseUrl;
    await expect(other.messages.list()).rejects.toMatchObject({ status: 401, code: 20003 });
  });
});

describe('calls through the twilio package', () => {
  const every = ['initiated', 'ringing', 'answered', 'completed'];
  const statuses = () =>
    receiver.received.filter(({ path }) => path === '/status').map((hook) => fields(hook)['CallStatus']);

  test('report the events asked for, numbered and signed', async () => {
    const call = await dial(ordinary, { statusCallback: `${receiver.url}/status`, statusCallbackEvent: every });
    expect(call).toMatchObject({ status: 'queued', direction: 'outbound-api', toFormatted: '(212) 555-0123' });
    expect(call.sid).toMatch(/^CA[0-9a-f]{32}$/);
    await sandbox.idle();
    const hooks = receiver.received.map(fields);
    expect(hooks.map((hook) => [hook['CallStatus'], hook['SequenceNumber']])).toEqual([
      ['initiated', '0'],
      ['ringing', '1'],
      ['in-progress', '2'],
      ['completed', '3'],
    ]);
    expect(hooks.at(-1)).toMatchObject({
      CallSid: call.sid,
      CallbackSource: 'call-progress-events',
      CallDuration: '1',
      Duration: '1',
      SipResponseCode: '200',
    });
    expect(hooks[0]).not.toHaveProperty('CallDuration');
    expect(receiver.received.map(isSigned)).toEqual([true, true, true, true]);
    expect(await client.calls(call.sid).fetch()).toMatchObject({ status: 'completed' });
  });

  test('report completed alone unless told otherwise', async () => {
    await dial(ordinary, { statusCallback: `${receiver.url}/status` });
    await sandbox.idle();
    expect(statuses()).toEqual(['completed']);
  });

  test.each([
    ['+12125550801', 'busy'],
    ['+12125550802', 'no-answer'],
    ['+12125550804', 'failed'],
  ])('to %s end %s', async (to, status) => {
    const { sid } = await dial(to, { statusCallback: `${receiver.url}/status` });
    await sandbox.idle();
    expect(statuses()).toEqual([status]);
    expect(await client.calls(sid).fetch()).toMatchObject({ status, duration: '0', startTime: null });
  });

  test.each([
    ['Enable', '+12125550803', 'machine_start'],
    ['DetectMessageEnd', '+12125550803', 'machine_end_beep'],
    ['Enable', ordinary, 'human'],
  ])('with machine detection %s to %s are answered by %s', async (machineDetection, to, answeredBy) => {
    const { sid } = await dial(to, { machineDetection, statusCallback: `${receiver.url}/status` });
    await sandbox.idle();
    expect(receiver.received.map(fields)).toMatchObject([{ AnsweredBy: answeredBy }]);
    expect(await client.calls(sid).fetch()).toMatchObject({ answeredBy });
  });

  test('report asynchronous machine detection to its own URL, which is required', async () => {
    const asked = { machineDetection: 'Enable', asyncAmd: 'true' };
    await expect(dial(ordinary, asked)).rejects.toMatchObject({ status: 400, code: 21262 });
    await dial('+12125550803', { ...asked, asyncAmdStatusCallback: `${receiver.url}/amd` });
    await sandbox.idle();
    expect(receiver.received.map(fields)).toMatchObject([
      { AnsweredBy: 'machine_start', MachineDetectionDuration: '2500' },
    ]);
    expect(receiver.received.map(isSigned)).toEqual([true]);
  });

  test('fetch their TwiML, press the digits of the knob at a Gather, and follow a Redirect', async () => {
    sandbox.knobs.set({ twilio: { gatherInput: '1' } });
    receiver.answers.push(
      { status: 200, body: '<Response><Gather action="/gathered?a=1&amp;b=2"><Say>Press 1</Say></Gather></Response>' },
      { status: 200, body: '<Response><Redirect>/last</Redirect></Response>' },
      { status: 200, body: '<Response><Hangup/></Response>' },
    );
    const { sid } = await dial(ordinary, { twiml: undefined, url: `${receiver.url}/twiml` });
    await sandbox.idle();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/twiml', '/gathered?a=1&b=2', '/last']);
    expect(fields(receiver.received[0]!)).toMatchObject({ CallSid: sid, CallStatus: 'in-progress', Called: ordinary });
    expect(fields(receiver.received[1]!)).toMatchObject({ Digits: '1' });
    expect(receiver.received.map(isSigned)).toEqual([true, true, true]);
  });

  test.each([
    ['To', { to: '' }, 21201],
    ['From', { from: '' }, 21213],
    ['Url, Twiml or ApplicationSid', { twiml: undefined }, 21205],
  ])('without %s are refused with 400', async (_what, changes, code) => {
    await expect(dial(ordinary, changes)).rejects.toMatchObject({ status: 400, code });
  });

  test('accepted and then dropped are found by To, From and time', async () => {
    const before = new Date();
    await expect(dial('+12125550903')).rejects.toMatchObject({ code: 'ECONNRESET' });
    const found = await client.calls.list({ to: '+12125550903', from, startTimeAfter: before });
    expect(found.map(({ sid }) => sid)).toEqual([sandbox.ledger.sends()[0]?.providerId]);
    const later = new Date(before.getTime() + 3_600_000);
    expect(await client.calls.list({ to: '+12125550903', startTimeAfter: later })).toEqual([]);
  });

  test('can be cancelled before they are answered, and then stay so', async () => {
    sandbox.knobs.set({ twilio: { callbackDelayMs: 1000 } });
    const { sid } = await dial(ordinary);
    expect(await client.calls(sid).update({ status: 'canceled' })).toMatchObject({ status: 'canceled' });
    await sandbox.idle();
    expect(await client.calls(sid).fetch()).toMatchObject({ status: 'canceled' });
    await expect(client.calls(sid).update({ status: 'completed' })).rejects.toMatchObject({ status: 400 });
  });
});

describe('inbound', () => {
  test('texts arrive signed, with OptOutType for STOP', async () => {
    sandbox.callbacks.set({ twilioSmsUrl: `${receiver.url}/sms?team=1` });
    const result = await sandbox.inbound.twilioSms({ from: ordinary, to: from, body: 'Stop' }, { times: 2 });
    expect(result).toMatchObject({ delivered: true, statuses: [200, 200] });
    expect(receiver.received.map(isSigned)).toEqual([true, true]);
    expect(fields(receiver.received[0]!)).toMatchObject({
      MessageSid: result.ids[0],
      SmsMessageSid: result.ids[0],
      From: ordinary,
      Body: 'Stop',
      NumMedia: '0',
      OptOutType: 'STOP',
    });
    expect(await client.messages(result.ids[0]!).fetch()).toMatchObject({ direction: 'inbound', status: 'received' });
  });

  test('calls arrive signed and keep the TwiML they were answered with', async () => {
    receiver.answers.push({ status: 200, body: '<Response/>' });
    const result = await sandbox.inbound.twilioCall({ from: ordinary, to: from }, { url: `${receiver.url}/voice` });
    expect(fields(receiver.received[0]!)).toMatchObject({
      CallStatus: 'ringing',
      Direction: 'inbound',
      Caller: ordinary,
    });
    expect(result.deliveries[0]?.attempts).toMatchObject([{ status: 200, answer: '<Response/>' }]);
  });

  test.each(['wrong', 'missing'] as const)('texts can be %s in their signature', async (signature) => {
    await sandbox.inbound.twilioSms(
      { from: ordinary, to: from, body: 'Hi' },
      { url: `${receiver.url}/sms`, signature },
    );
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received.map(isSigned)).toEqual([false]);
    expect(receiver.received[0]?.headers['x-twilio-signature'] === undefined).toBe(signature === 'missing');
  });
});
