import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../index.js';
import { json } from '../testing/json.js';
import { startReceiver, type Receiver } from '../testing/receiver.js';

let sandbox: Sandbox;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({ callbackDelayMs: 2 });
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

const control = (method: string, path: string, body?: object) =>
  fetch(`${sandbox.url}/_sandbox${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
const lookUp = (phone = '+12125550123') =>
  fetch(`${sandbox.providers.trestle.baseUrl}/3.0/phone_intel?phone=${encodeURIComponent(phone)}`, {
    headers: { 'x-api-key': sandbox.providers.trestle.apiKey },
  });

test('says what it is', async () => {
  const answer = await control('GET', '');
  expect(answer.headers.get('x-sandbox')).toBe('true');
  expect(await answer.json()).toEqual({ sandbox: true, notice: 'This is a sandbox. Nothing is sent.' });
});

test('says what it is where it has nothing', async () => {
  const answer = await fetch(`${sandbox.url}/nowhere`);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('x-sandbox')).toBe('true');
  expect(await answer.json()).toMatchObject({ sandbox: true });
});

test('listens on loopback alone', async () => {
  expect(new URL(sandbox.url).hostname).toBe('127.0.0.1');
  await expect(startSandbox({ host: '0.0.0.0' })).rejects.toThrow(RangeError);
});

test('refuses an account sid that Twilio could not have given', async () => {
  await expect(startSandbox({ secrets: { twilioAccountSid: 'AC123' } })).rejects.toThrow('twilioAccountSid');
});

test('shows and clears the ledger; numbers go on', async () => {
  await lookUp();
  expect(await json(control('GET', '/ledger'))).toMatchObject({
    entries: [{ seq: 1, provider: 'trestle', to: '+12125550123' }],
    sends: 0,
  });
  await control('DELETE', '/ledger');
  expect(await json(control('GET', '/ledger'))).toMatchObject({ entries: [] });
  await lookUp();
  expect(sandbox.ledger.entries().map(({ seq }) => seq)).toEqual([2]);
});

test('keeps credentials out of the ledger', async () => {
  await lookUp();
  expect(JSON.stringify(sandbox.ledger.entries())).not.toContain(sandbox.providers.trestle.apiKey);
});

test('sets knobs and puts them back', async () => {
  await control('PUT', '/knobs', { trestle: { activityByPhone: { '+12125550123': 62 } } });
  expect(await json(lookUp())).toMatchObject({ activity_score: 62 });
  await control('DELETE', '/knobs');
  expect(await json(lookUp())).toMatchObject({ activity_score: 92 });
});

test.each([
  ['an unknown provider', { trestel: {} }, 'trestel'],
  ['an unknown knob', { trestle: { activity: {} } }, 'trestle.activity'],
  ['an unknown mode', { trestle: { next: { mode: 'explode' } } }, 'explode'],
  ["another provider's mode", { trestle: { next: { mode: 'busy' } } }, 'busy'],
  ['a status fault without status', { trestle: { next: { mode: 'status' } } }, 'status'],
  ['a wrong type', { trestle: { latencyMs: 'long' } }, 'latencyMs'],
  ['a table that is none', { trestle: { activityByPhone: 3 } }, 'activityByPhone'],
])('refuses %s and changes nothing', async (_what, patch, named) => {
  const before = sandbox.knobs.get();
  const answer = await control('PUT', '/knobs', { openai: { latencyMs: 5 }, ...patch });
  expect(answer.status).toBe(400);
  expect((await json<{ error: string }>(answer)).error).toContain(named);
  expect(sandbox.knobs.get()).toEqual(before);
});

test('takes callback URLs after the start and injects what is sent to them', async () => {
  const from = '+12125550123';
  const to = '+12125550100';
  const missing = await control('POST', '/inbound/twilio-sms', { from, to, body: 'Hi' });
  expect(missing.status).toBe(400);
  expect((await control('PUT', '/callbacks', { twilioSmsURL: receiver.url })).status).toBe(400);
  expect((await control('PUT', '/callbacks', { twilioSmsUrl: 'nowhere' })).status).toBe(400);
  await control('PUT', '/callbacks', { twilioSmsUrl: `${receiver.url}/sms`, signalHouseUrl: `${receiver.url}/sh` });

  expect(await json(control('POST', '/inbound/twilio-sms', { from, to, body: 'Hi', times: 2 }))).toMatchObject({
    delivered: true,
    statuses: [200, 200],
  });
  const messages = ['one', 'two'].map((body) => ({ from, to, body }));
  await control('POST', '/inbound/signalhouse', { messages, outOfOrder: true });
  await control('POST', '/inbound/twilio-call', { from, to, url: `${receiver.url}/call` });
  expect(receiver.received.map(({ path }) => path)).toEqual(['/sms', '/sms', '/sh', '/sh', '/call']);
  expect(receiver.received[2]?.raw).toContain('"messageBody":"two"');
  expect(await json<{ deliveries: unknown[] }>(control('GET', '/deliveries'))).toMatchObject({
    deliveries: [{ event: 'inbound sms', delivered: true }, {}, {}, {}, {}],
  });
  expect(await json(control('PUT', '/callbacks', { twilioSmsUrl: null }))).toEqual({
    signalHouseUrl: `${receiver.url}/sh`,
  });
});

test.each([
  ['no text', { from: '+12125550123', to: '+12125550100' }],
  ['a signature of no kind', { from: '1', to: '2', body: 'Hi', signature: 'forged' }],
  ['a count of none', { from: '1', to: '2', body: 'Hi', times: 0 }],
])('refuses to inject %s', async (_what, body) => {
  await control('PUT', '/callbacks', { signalHouseUrl: receiver.url });
  expect((await control('POST', '/inbound/signalhouse', body)).status).toBe(400);
  expect(receiver.received).toEqual([]);
});
