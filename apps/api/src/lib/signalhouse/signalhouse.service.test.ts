import { startSandbox, type QueuedFault, type Sandbox, type SignalHouseMode } from '@workflow/sandbox';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeContext } from '../http/fake-context.js';
import { SignalHouseService, type Sms } from './signalhouse.service.js';

let sandbox: Sandbox;
let service: SignalHouseService;

beforeAll(async () => {
  sandbox = await startSandbox({ callbackDelayMs: 1 });
  service = serviceWith({});
});
beforeEach(() => {
  sandbox.knobs.reset();
  sandbox.ledger.clear();
});
afterAll(() => sandbox.close());

function serviceWith(options: { apiKey?: string; baseUrl?: string; groupId?: string; timeoutMs?: number }) {
  const { baseUrl, apiKey, groupId } = sandbox.providers.signalHouse;
  return new SignalHouseService({ baseUrl, apiKey, groupId, timeoutMs: 5_000, ...options });
}

let messages = 0;
function sms(to = '+12125550123'): Sms {
  messages += 1;
  return { from: '+12125550100', to, body: `Message ${messages}`, idempotencyKey: `key-${messages}` };
}

function context() {
  return fakeContext({ now: Date.now });
}

function next(fault: QueuedFault<SignalHouseMode>) {
  sandbox.knobs.set({ signalHouse: { next: fault } });
}

describe('SignalHouseService.sendSms', () => {
  it('sends once, with digits alone on the wire, and names the message and its price', async () => {
    const text = sms();
    const outcome = await service.sendSms(text, context());
    expect(outcome).toEqual({ kind: 'accepted', providerId: expect.stringMatching(/^[0-9a-f]{24}$/), costUsd: 0.015 });
    expect(sandbox.ledger.sends()).toEqual([
      expect.objectContaining({ to: '12125550123', from: '12125550100', body: text.body, key: text.idempotencyKey }),
    ]);
  });

  it('takes a 201 that queued nothing for a refusal', async () => {
    const outcome = await service.sendSms(sms('+12125550600'), context());
    expect(outcome).toEqual({
      kind: 'rejected',
      code: 'PROVIDER_REJECTED',
      message: 'SignalHouse queued nothing (MODERATION)',
    });
  });

  it('reports a recipient who opted out', async () => {
    expect(await service.sendSms(sms('+12125550610'), context())).toMatchObject({ kind: 'rejected', optedOut: true });
  });

  it('reports a number on the do-not-contact list', async () => {
    const outcome = await service.sendSms(sms('+12125550620'), context());
    expect(outcome).toMatchObject({ kind: 'rejected', message: expect.stringContaining('do-not-contact') });
  });

  it.each([
    ['a 400', { mode: 'status', status: 400 }, { kind: 'rejected', code: 'PROVIDER_REJECTED' }],
    ['a 401', { mode: 'status', status: 401 }, { kind: 'rejected', code: 'PROVIDER_UNAUTHORIZED' }],
    [
      'a 429',
      { mode: 'status', status: 429, headers: { 'retry-after': '3' } },
      { kind: 'retry', code: 'PROVIDER_RATE_LIMITED', afterMs: 3_000 },
    ],
    ['a 500', { mode: 'status', status: 500 }, { kind: 'unknown' }],
    ['an HTML page', { mode: 'html', status: 502 }, { kind: 'unknown' }],
    ['a 2xx without a body', { mode: 'empty' }, { kind: 'unknown' }],
    ['a 2xx that is no JSON', { mode: 'garbage' }, { kind: 'unknown' }],
    ['an HTML page with 200', { mode: 'html', status: 200 }, { kind: 'unknown' }],
    ['a closed connection', { mode: 'drop' }, { kind: 'unknown' }],
    ['a connection closed after acceptance', { mode: 'acceptThenDrop' }, { kind: 'unknown' }],
  ] satisfies [string, QueuedFault<SignalHouseMode>, object][])(
    'answers to %s as the outcome asks',
    async (_name, fault, expected) => {
      next(fault);
      expect(await service.sendSms(sms(), context())).toMatchObject(expected);
    },
  );

  it('takes silence for an unknown outcome, whether or not the message left', async () => {
    next({ mode: 'acceptThenHang' });
    expect(await serviceWith({ timeoutMs: 100 }).sendSms(sms(), context())).toMatchObject({ kind: 'unknown' });
    expect(sandbox.ledger.sends()).toHaveLength(1);
  });

  it('may be repeated when no connection was made', async () => {
    const gone = await startSandbox();
    await gone.close();
    const outcome = await serviceWith({ baseUrl: `${gone.url}/signalhouse` }).sendSms(sms(), context());
    expect(outcome).toMatchObject({ kind: 'retry', code: 'PROVIDER_UNAVAILABLE' });
  });

  it('keeps the key out of outcomes and log, even when the provider repeats it', async () => {
    const apiKey = 'key-4711';
    const other = await startSandbox({ secrets: { signalHouseApiKey: apiKey } });
    other.knobs.set({
      signalHouse: { next: { mode: 'status', status: 422, body: { message: `Bearer ${apiKey} may not` } } },
    });
    const ctx = context();
    const outcome = await serviceWith({ apiKey, baseUrl: other.providers.signalHouse.baseUrl }).sendSms(sms(), ctx);
    await other.close();
    expect(outcome).toMatchObject({ kind: 'rejected', message: 'SignalHouse answered 422: Bearer [redacted] may not' });
    expect(inspect([outcome, ctx.lines], { depth: 9 })).not.toContain(apiKey);
  });
});

describe('SignalHouseService.findMessage', () => {
  it('finds the message whose answer was lost', async () => {
    const text = sms('+12125550903');
    const since = Date.now();
    expect(await service.sendSms(text, context())).toMatchObject({ kind: 'unknown' });
    const found = await service.findMessage({ ...text, since }, context());
    expect(found).toMatchObject({ kind: 'accepted', providerId: sandbox.ledger.sends()[0]?.providerId });
  });

  it('leaves open what the list does not show', async () => {
    const text = sms();
    next({ mode: 'drop' });
    await service.sendSms(text, context());
    expect(await service.findMessage({ ...text, since: Date.now() - 1_000 }, context())).toBeUndefined();
  });

  it('does not mistake another text, another sender, another recipient or an older message for it', async () => {
    const text = sms();
    const since = Date.now();
    await service.sendSms(text, context());
    const find = (change: object) => service.findMessage({ ...text, since, ...change }, context());
    expect(await find({})).toMatchObject({ kind: 'accepted' });
    expect(await find({ body: `${text.body}!` })).toBeUndefined();
    expect(await find({ from: '+12125550101' })).toBeUndefined();
    expect(await find({ to: '+12125550124' })).toBeUndefined();
    expect(await find({ since: since + 60_000 })).toBeUndefined();
  });

  it('leaves open which of two equal messages it was', async () => {
    const text = sms();
    const since = Date.now();
    next({ mode: 'double' });
    await service.sendSms(text, context());
    expect(await service.findMessage({ ...text, since }, context())).toBeUndefined();
  });

  it('reports a message that the provider refused later', async () => {
    const text = sms('+12125550630');
    const since = Date.now();
    await service.sendSms(text, context());
    await sandbox.idle();
    expect(await service.findMessage({ ...text, since }, context())).toMatchObject({ kind: 'rejected' });
  });

  it.each(['html', 'garbage', 'empty', 'drop'] as const)('leaves it open when the list answers %s', async (mode) => {
    const text = sms();
    const since = Date.now();
    await service.sendSms(text, context());
    next({ mode, on: 'reads' });
    expect(await service.findMessage({ ...text, since }, context())).toBeUndefined();
    expect(await service.findMessage({ ...text, since }, context())).toMatchObject({ kind: 'accepted' });
  });

  it('leaves it open without a group to search', async () => {
    const { baseUrl, apiKey } = sandbox.providers.signalHouse;
    const groupless = new SignalHouseService({ baseUrl, apiKey, timeoutMs: 5_000 });
    const text = sms();
    await groupless.sendSms(text, context());
    expect(await groupless.findMessage({ ...text, since: Date.now() - 1_000 }, context())).toBeUndefined();
  });
});
