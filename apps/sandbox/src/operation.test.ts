import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox, type Fault, type QueuedFault, type Sandbox } from './index.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ callbackDelayMs: 2 });
});
afterEach(() => sandbox.close());

function send(to = '12125550123', signal = AbortSignal.timeout(5000)) {
  const { baseUrl, apiKey } = sandbox.providers.signalHouse;
  return fetch(`${baseUrl}/message/sms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': 'k' },
    body: JSON.stringify({ senderPhoneNumber: '12125550100', recipientPhoneNumber: [to], messageBody: 'Hi' }),
    signal,
  });
}
const list = () => {
  const { baseUrl, apiKey } = sandbox.providers.signalHouse;
  return fetch(`${baseUrl}/message?id=x`, { headers: { authorization: `Bearer ${apiKey}` } });
};
const next = (fault: QueuedFault) => sandbox.knobs.set({ signalHouse: { next: fault } });
const accepted = () => sandbox.ledger.entries().map((entry) => entry.accepted);

describe('answers', () => {
  test.each<[string, Fault, number, RegExp, boolean[]]>([
    ['ok', { mode: 'ok' }, 201, /enqueuedCount/, [true]],
    ['status', { mode: 'status', status: 418, body: { tea: true } }, 418, /^{"tea":true}$/, [false]],
    ['status after acceptance', { mode: 'status', status: 500, accepted: true }, 500, /statusCode/, [true]],
    ['html', { mode: 'html' }, 502, /<html>/, [false]],
    ['empty', { mode: 'empty' }, 200, /^$/, [true]],
    ['empty before acceptance', { mode: 'empty', status: 503, accepted: false }, 503, /^$/, [false]],
    ['garbage', { mode: 'garbage' }, 200, /cut off$/, [true]],
    ['double', { mode: 'double' }, 201, /"enqueuedCount":1/, [true, true]],
  ])('%s', async (_name, fault, status, text, expected) => {
    next(fault);
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-sandbox')).toBe('true');
    const body = await answer.text();
    expect(body).toMatch(text);
    expect(accepted()).toEqual(expected);
    expect((await send()).status).toBe(201);
  });

  test('double shows the same key twice', async () => {
    next({ mode: 'double' });
    await send();
    expect(sandbox.ledger.countByKey()).toEqual({ k: 2 });
    expect(new Set(sandbox.ledger.sends().map(({ providerId }) => providerId)).size).toBe(2);
  });

  test.each<[QueuedFault['mode'], boolean]>([
    ['drop', false],
    ['acceptThenDrop', true],
  ])('%s closes the connection', async (mode, isAccepted) => {
    next({ mode });
    await expect(send()).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
    expect(accepted()).toEqual([isAccepted]);
  });

  test.each<[QueuedFault['mode'], boolean]>([
    ['hang', false],
    ['acceptThenHang', true],
  ])('%s never answers', async (mode, isAccepted) => {
    next({ mode });
    await expect(send(undefined, AbortSignal.timeout(60))).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect.poll(accepted, { interval: 1 }).toEqual([isAccepted]);
  });

  test('slow and latency are late, and the ledger has the entry before the answer', async () => {
    next({ mode: 'slow', ms: 30 });
    sandbox.knobs.set({ signalHouse: { latencyMs: 20 } });
    const start = performance.now();
    const waiting = send();
    await expect.poll(accepted, { interval: 1 }).toEqual([true]);
    expect((await waiting).status).toBe(201);
    expect(performance.now() - start).toBeGreaterThanOrEqual(49);
  });
});

describe('which answer fails', () => {
  test('the next N, in order', async () => {
    sandbox.knobs.set({
      signalHouse: {
        next: [
          { mode: 'status', status: 500, times: 2 },
          { mode: 'status', status: 429 },
        ],
      },
    });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await send()).status);
    expect(statuses).toEqual([500, 500, 429, 201]);
  });

  test('effects alone, unless reads or any are named', async () => {
    next({ mode: 'status', status: 500 });
    expect((await list()).status).toBe(200);
    expect((await send()).status).toBe(500);
    next({ mode: 'status', status: 503, on: 'reads' });
    expect((await send()).status).toBe(201);
    expect((await list()).status).toBe(503);
    next({ mode: 'status', status: 502, on: 'any' });
    expect((await list()).status).toBe(502);
  });

  test('the longest suffix wins over shorter ones, the knobs over the built-in table, the queue over both', async () => {
    sandbox.knobs.set({
      signalHouse: {
        byRecipientSuffix: {
          '23': { mode: 'status', status: 500 },
          '0123': { mode: 'status', status: 503 },
          '0400': { mode: 'ok' },
        },
      },
    });
    expect((await send('12125550123')).status).toBe(503);
    expect((await send('12125550223')).status).toBe(500);
    expect((await send('12125550400')).status).toBe(201);
    next({ mode: 'status', status: 429 });
    expect((await send('12125550123')).status).toBe(429);
    sandbox.knobs.set({ signalHouse: { byRecipientSuffix: { '0400': null } } });
    expect((await send('12125550400')).status).toBe(400);
  });
});

test('closing cuts what hangs and ends what is pending', async () => {
  const closing = await startSandbox({ callbackDelayMs: 60_000 });
  const { baseUrl, apiKey } = closing.providers.signalHouse;
  const post = (to: string) =>
    fetch(`${baseUrl}/message/sms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ senderPhoneNumber: '12125550100', recipientPhoneNumber: [to], messageBody: 'Hi' }),
    });
  await post('12125550123');
  const hanging = post('12125550900').catch((error: unknown) => error);
  await expect.poll(() => closing.ledger.entries(), { interval: 1 }).toHaveLength(2);
  await closing.close();
  expect(await hanging).toBeInstanceOf(TypeError);
  await closing.idle();
});
