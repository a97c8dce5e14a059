import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../index.js';
import { json } from '../testing/json.js';
import { startReceiver, type Received, type Receiver } from '../testing/receiver.js';
import { signSignalHouse } from './signature.js';

interface Sent {
  insertedMessages: { _id: string }[];
}

let sandbox: Sandbox;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({
    callbackDelayMs: 2,
    callbackRetryMs: [2, 4],
    callbacks: { signalHouseUrl: `${receiver.url}/account` },
  });
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

const from = '12125550100';
const ordinary = '12125550123';

function call(
  path: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string>; key?: string } = {},
) {
  const { baseUrl, apiKey } = sandbox.providers.signalHouse;
  const headers = { authorization: `Bearer ${init.key ?? apiKey}`, 'content-type': 'application/json' };
  return fetch(`${baseUrl}${path}`, { ...init, headers: { ...headers, ...init.headers } });
}

function send(to: string[], changes: object = {}, headers: Record<string, string> = {}) {
  const body = { senderPhoneNumber: from, recipientPhoneNumber: to, messageBody: 'Hi', ...changes };
  return call('/message/sms', { method: 'POST', body: JSON.stringify(body), headers });
}

function lookUp(to: string) {
  const today = new Date().toISOString();
  const { groupId } = sandbox.providers.signalHouse;
  const query = new URLSearchParams({ groupId, startDate: today, endDate: today, recipientPhoneNumber: to });
  return call(`/message?${query.toString()}`).then((answer) => answer.json());
}

const isSigned = ({ headers, raw }: Received) =>
  headers['x-signalhouse-signature'] ===
  signSignalHouse(sandbox.providers.signalHouse.webhookSecret, String(headers['x-signalhouse-timestamp']), raw);

describe('sending', () => {
  test('answers 201 with one document for each recipient and writes each to the ledger', async () => {
    const answer = await send([ordinary, '12125550124'], {}, { 'idempotency-key': 'run-1' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-sandbox')).toBe('true');
    const body = await json<Sent>(answer);
    expect(body).toMatchObject({
      requestedRecipientCount: 2,
      enqueuedCount: 2,
      failedCount: 0,
      dncBlockedNumbers: [],
      insertedMessages: [
        { status: 'ENQUEUED', direction: 'OUTBOUND', recipientPhoneNumber: ordinary, errorCode: null },
        { status: 'ENQUEUED', recipientPhoneNumber: '12125550124' },
      ],
    });
    expect(sandbox.ledger.sends()).toMatchObject([
      { kind: 'sms', provider: 'signalHouse', key: 'run-1', to: ordinary, from, body: 'Hi', accepted: true },
      { to: '12125550124', providerId: body.insertedMessages[1]?._id },
    ]);
    expect(sandbox.ledger.countByKey()).toEqual({ 'run-1': 2 });
  });

  test.each([
    ['a plus sign', { recipientPhoneNumber: ['+12125550123'] }],
    ['a recipient that is no array', { recipientPhoneNumber: ordinary }],
    ['no recipient', { recipientPhoneNumber: [] }],
    ['a number among the strings', { recipientPhoneNumber: [12125550123] }],
    ['a sender with a plus sign', { senderPhoneNumber: '+12125550100' }],
    ['no text', { messageBody: '' }],
  ])('refuses %s with 400 and sends nothing', async (_what, changes) => {
    const answer = await send([ordinary], changes);
    expect(answer.status).toBe(400);
    expect(sandbox.ledger.sends()).toEqual([]);
    expect(sandbox.ledger.entries()).toMatchObject([{ accepted: false, note: 'bad request' }]);
  });

  test('refuses another key with 401 and leaves no entry', async () => {
    const answer = await call('/message/sms', { method: 'POST', body: '{}', key: 'wrong' });
    expect(answer.status).toBe(401);
    expect(sandbox.ledger.entries()).toEqual([]);
  });

  test.each([
    ['0600', { errorCode: 'MODERATION' }],
    ['0610', { errorCode: 'OUT' }],
  ])('refuses a number that ends in %s with 201 and nothing enqueued', async (suffix, document) => {
    const answer = await send([`1212555${suffix}`]);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({
      enqueuedCount: 0,
      failedCount: 1,
      insertedMessages: [{ status: 'FAILED', ...document }],
    });
    expect(sandbox.ledger.sends()).toEqual([]);
  });

  test('names a number of the do-not-contact list in the answer', async () => {
    const body = await (await send(['12125550620', ordinary])).json();
    expect(body).toMatchObject({ enqueuedCount: 1, failedCount: 1, dncBlockedNumbers: ['12125550620'] });
    expect(sandbox.ledger.entries().map((entry) => entry.accepted)).toEqual([false, true]);
  });

  test.each([400, 401, 403, 429, 500, 503])('a number that ends in 0%i is answered with it, unsent', async (status) => {
    const answer = await send([`12125550${status}`]);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ statusCode: status });
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '1' : null);
    expect(sandbox.ledger.entries()).toMatchObject([{ accepted: false, note: `status ${status}` }]);
  });

  test('an accepted message whose connection was dropped is in the ledger and can be found', async () => {
    await expect(send(['12125550903'])).rejects.toThrow('fetch failed');
    expect(sandbox.ledger.sends()).toMatchObject([{ to: '12125550903', accepted: true, note: 'acceptThenDrop' }]);
    expect(await lookUp('12125550903')).toMatchObject({
      totalCount: 1,
      messages: [{ _id: sandbox.ledger.sends()[0]?.providerId, messageBody: 'Hi' }],
    });
  });

  test('a message dropped before acceptance cannot be found', async () => {
    await expect(send(['12125550902'])).rejects.toThrow('fetch failed');
    expect(sandbox.ledger.entries()).toMatchObject([{ accepted: false, note: 'drop' }]);
    expect(await lookUp('12125550902')).toMatchObject({ totalCount: 0, messages: [] });
  });

  test('a repeated idempotency key sends again, unless the knob says that it is honoured', async () => {
    const twice = async () => {
      const key = { 'idempotency-key': 'k' };
      const first = await json<Sent>(send([ordinary], {}, key));
      const second = await json<Sent>(send([ordinary], {}, key));
      return first.insertedMessages[0]?._id === second.insertedMessages[0]?._id;
    };
    expect(await twice()).toBe(false);
    expect(sandbox.ledger.countByKey()).toEqual({ k: 2 });
    sandbox.ledger.clear();
    sandbox.knobs.set({ signalHouse: { replayIdempotencyKeys: true } });
    expect(await twice()).toBe(true);
    expect(sandbox.ledger.countByKey()).toEqual({ k: 1 });
  });
});

describe('callbacks', () => {
  const statuses = () =>
    receiver.received.filter(({ path }) => path === '/status').map(({ raw }) => JSON.parse(raw).status);

  test('report every status to the callback URL and the end to the account, all signed', async () => {
    await send([ordinary], { statusCallbackUrl: `${receiver.url}/status` });
    await sandbox.idle();
    expect(statuses()).toEqual(['ENQUEUED', 'SENT', 'DELIVERED']);
    const events = receiver.received.filter(({ path }) => path === '/account').map(({ raw }) => JSON.parse(raw));
    const id = sandbox.ledger.sends()[0]?.providerId;
    expect(events).toMatchObject([
      { event: 'MESSAGE_DELIVERED', identifier: id, metaData: { _id: id, status: 'DELIVERED' } },
    ]);
    expect(receiver.received.map(isSigned)).toEqual([true, true, true, true]);
    const log = await json<{ notifications: unknown[] }>(call('/notification?groupId=GSANDBOX'));
    expect(log.notifications).toMatchObject(events);
  });

  test('a number that ends in 0630 is accepted and fails later', async () => {
    await send(['12125550630']);
    await sandbox.idle();
    expect(receiver.received.map(({ raw }) => JSON.parse(raw))).toMatchObject([
      { event: 'MESSAGE_FAILED', metaData: { status: 'FAILED', errorCode: '30003' } },
    ]);
    expect(sandbox.ledger.sends()).toHaveLength(1);
  });

  test('a number that ends in 0650 stays SENT', async () => {
    await send(['12125550650'], { statusCallbackUrl: `${receiver.url}/status` });
    await sandbox.idle();
    expect(statuses()).toEqual(['ENQUEUED', 'SENT']);
    expect(await lookUp('12125550650')).toMatchObject({ messages: [{ status: 'SENT' }] });
  });

  test('come last first and twice when the knobs say so', async () => {
    sandbox.knobs.set({ signalHouse: { reverseCallbacks: true, repeatCallbacks: 2 } });
    await send([ordinary], { statusCallbackUrl: `${receiver.url}/status` });
    await sandbox.idle();
    expect(statuses()).toEqual(['DELIVERED', 'DELIVERED', 'SENT', 'SENT', 'ENQUEUED', 'ENQUEUED']);
  });

  test('are tried three times after 5xx and 429, under one delivery id, and logged though nobody took them', async () => {
    receiver.answers.push({ status: 500 }, { status: 429 }, { status: 503 });
    await send([ordinary]);
    await sandbox.idle();
    expect(sandbox.deliveries()).toMatchObject([
      { delivered: false, attempts: [{ status: 500 }, { status: 429 }, { status: 503 }] },
    ]);
    expect(new Set(receiver.received.map(({ headers }) => headers['x-signalhouse-delivery-id'])).size).toBe(1);
    const log = await json<{ totalCount: number }>(call('/notification?groupId=GSANDBOX&eventTypes=MESSAGE_DELIVERED'));
    expect(log.totalCount).toBe(1);
  });

  test('are not tried again after another 4xx', async () => {
    receiver.answers.push({ status: 404 });
    await send([ordinary]);
    await sandbox.idle();
    expect(sandbox.deliveries()).toMatchObject([{ delivered: false, attempts: [{ status: 404 }] }]);
  });

  test('go to a created endpoint with its own secret, shown once', async () => {
    sandbox.callbacks.set({ signalHouseUrl: null });
    const body = JSON.stringify({ url: `${receiver.url}/own`, subscribedEvents: ['MESSAGE_DELIVERED'] });
    const created = await json<{ _id: string; signingSecret: string }>(call('/webhook', { method: 'POST', body }));
    const listed = await json<{ webhooks: unknown[] }>(call('/webhook'));
    expect(listed.webhooks).toEqual([
      { _id: created._id, url: `${receiver.url}/own`, subscribedEvents: ['MESSAGE_DELIVERED'], hasSigningSecret: true },
    ]);
    await send([ordinary, '12125550630']);
    await sandbox.idle();
    expect(receiver.received).toHaveLength(1);
    const [hook] = receiver.received;
    expect(hook?.headers['x-signalhouse-signature']).toBe(
      signSignalHouse(created.signingSecret, String(hook?.headers['x-signalhouse-timestamp']), hook?.raw ?? ''),
    );
  });
});

describe('inbound', () => {
  test('delivers a signed MESSAGE_RECEIVED and remembers an opt-out', async () => {
    const result = await sandbox.inbound.signalHouse({ from: '+12125550123', to: '+12125550100', body: ' Stop! ' });
    expect(result).toMatchObject({ delivered: true, statuses: [200] });
    const [first] = receiver.received;
    expect(JSON.parse(first?.raw ?? '')).toMatchObject({
      event: 'MESSAGE_RECEIVED',
      identifier: result.ids[0],
      metaData: {
        Message: {
          direction: 'INBOUND',
          senderPhoneNumber: ordinary,
          recipientPhoneNumber: from,
          messageBody: ' Stop! ',
        },
      },
    });
    expect(receiver.received.every(isSigned)).toBe(true);
    const dnc = await json<{ records: unknown[] }>(call('/message/dnc'));
    expect(dnc.records).toMatchObject([{ phoneNumber: ordinary }]);
  });

  test('takes an opt-out word inside a sentence for ordinary text', async () => {
    await sandbox.inbound.signalHouse({ from: ordinary, to: from, body: 'please stop by tomorrow' });
    expect(await call('/message/dnc').then((answer) => answer.json())).toMatchObject({ totalCount: 0 });
  });

  test('blocks an opted-out number only when enforcement is on', async () => {
    await sandbox.inbound.signalHouse({ from: ordinary, to: from, body: 'STOP' });
    expect(await (await send([ordinary])).json()).toMatchObject({ enqueuedCount: 1 });
    sandbox.knobs.set({ signalHouse: { enforceDnc: true } });
    expect(await (await send([ordinary])).json()).toMatchObject({ enqueuedCount: 0, dncBlockedNumbers: [ordinary] });
  });

  test('repeats under one delivery id and reverses several messages', async () => {
    const texts = ['one', 'two'].map((body) => ({ from: ordinary, to: from, body }));
    const result = await sandbox.inbound.signalHouse(texts, { times: 2, outOfOrder: true });
    const arrived = receiver.received.map(({ raw }) => JSON.parse(raw));
    expect(arrived.map(({ metaData }) => metaData.Message.messageBody)).toEqual(['two', 'two', 'one', 'one']);
    expect(arrived[0].timestamp).toBeGreaterThan(arrived[2].timestamp);
    expect(new Set(result.deliveries.map(({ id }) => id)).size).toBe(2);
  });

  test.each(['wrong', 'missing', 'stale'] as const)('can be %s in its signature', async (signature) => {
    await sandbox.inbound.signalHouse({ from: ordinary, to: from, body: 'Hi' }, { signature });
    const [first] = receiver.received;
    expect(first).toBeDefined();
    if (first === undefined) return;
    expect(isSigned(first)).toBe(signature === 'stale');
    expect(first.headers['x-signalhouse-signature'] === undefined).toBe(signature === 'missing');
    const age = Date.now() - Number(first.headers['x-signalhouse-timestamp'] ?? 0);
    expect(age > 3_000_000).toBe(signature !== 'wrong');
  });

  test('says which URL is missing', async () => {
    sandbox.callbacks.set({ signalHouseUrl: null });
    await expect(sandbox.inbound.signalHouse({ from: ordinary, to: from, body: 'Hi' })).rejects.toThrow(
      'signalHouseUrl is not configured',
    );
  });
});

describe('reading', () => {
  test('a list needs the group and both days, an id does not', async () => {
    await send([ordinary]);
    const id = sandbox.ledger.sends()[0]?.providerId;
    expect((await call('/message')).status).toBe(400);
    expect((await call('/message?groupId=GSANDBOX&startDate=2026-01-01')).status).toBe(400);
    expect(await (await call(`/message?id=${id}`)).json()).toMatchObject({ messages: [{ _id: id }] });
    expect((await call('/notification')).status).toBe(400);
  });

  test('a delivery report tells the statuses of up to 100 messages', async () => {
    await send([ordinary]);
    await sandbox.idle();
    const messageIds = [sandbox.ledger.sends()[0]?.providerId];
    const report = (ids: unknown) =>
      call('/message/delivery-report', { method: 'POST', body: JSON.stringify({ messageIds: ids }) });
    expect(await (await report(messageIds)).json()).toMatchObject({ messages: [{ status: 'DELIVERED' }] });
    expect((await report([])).status).toBe(400);
    expect((await report(Array.from({ length: 101 }, String))).status).toBe(400);
  });
});
