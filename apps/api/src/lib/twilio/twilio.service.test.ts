import { startSandbox, type QueuedFault, type Sandbox, type TwilioMode } from '@workflow/sandbox';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeContext } from '../http/fake-context.js';
import { TwilioService, type TwilioSend } from './twilio.service.js';

let sandbox: Sandbox;
let service: TwilioService;

beforeAll(async () => {
  sandbox = await startSandbox({ callbackDelayMs: 1 });
  service = serviceWith({});
});
beforeEach(() => {
  sandbox.knobs.reset();
  sandbox.ledger.clear();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => sandbox.close());

function serviceWith(options: { baseUrl?: string; authToken?: string; timeoutMs?: number }) {
  return new TwilioService({ ...sandbox.providers.twilio, timeoutMs: 5_000, ...options });
}

let sends = 0;
function send(to = '+12125550123'): TwilioSend {
  sends += 1;
  return { from: '+12125550100', to, text: `Text <${sends}> & more` };
}

const context = () => fakeContext({ now: Date.now });
const next = (fault: QueuedFault<TwilioMode>) => sandbox.knobs.set({ twilio: { next: fault } });

describe('TwilioService.createCall', () => {
  it('dials once, says the text, and names the call', async () => {
    const call = send();
    const outcome = await service.createCall({ ...call, statusCallbackUrl: 'http://127.0.0.1:9/status' }, context());
    expect(outcome).toEqual({ kind: 'accepted', providerId: expect.stringMatching(/^CA[0-9a-f]{32}$/) });
    const [entry, ...others] = sandbox.ledger.sends();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ kind: 'call', to: call.to, from: call.from });
    expect(entry?.body).toContain(`<Say>Text &lt;${sends}&gt; &amp; more</Say><Hangup/>`);
    expect(entry?.request.match(/StatusCallbackEvent=/g)).toHaveLength(4);
  });

  it.each([
    [
      'a 400',
      { mode: 'invalidTo' },
      { kind: 'rejected', code: 'PROVIDER_REJECTED', message: expect.stringContaining('21211') },
    ],
    ['a 401', { mode: 'status', status: 401 }, { kind: 'rejected', code: 'PROVIDER_UNAUTHORIZED' }],
    [
      'a 429',
      { mode: 'status', status: 429, headers: { 'retry-after': '2' } },
      { kind: 'retry', code: 'PROVIDER_RATE_LIMITED', afterMs: 2_000 },
    ],
    [
      'too many calls at once, which Twilio answers with a 400',
      { mode: 'status', status: 400, body: { code: 10004, message: 'Call concurrency limit exceeded', status: 400 } },
      { kind: 'retry', code: 'PROVIDER_RATE_LIMITED' },
    ],
    [
      'an error in the RFC 9457 form',
      { mode: 'status', status: 400, body: { type: 't', title: 'Invalid', status: 400, code: 21211 } },
      { kind: 'rejected', message: expect.stringContaining('21211') },
    ],
    ['a 500', { mode: 'status', status: 500 }, { kind: 'unknown' }],
    ['an HTML page', { mode: 'html', status: 502 }, { kind: 'unknown' }],
    ['an HTML page with 200', { mode: 'html', status: 200 }, { kind: 'unknown' }],
    ['a 2xx without a body', { mode: 'empty' }, { kind: 'unknown' }],
    ['a 2xx that is no JSON', { mode: 'garbage' }, { kind: 'unknown' }],
    ['a closed connection', { mode: 'drop' }, { kind: 'unknown' }],
    ['a connection closed after acceptance', { mode: 'acceptThenDrop' }, { kind: 'unknown' }],
  ] satisfies [string, QueuedFault<TwilioMode>, object][])(
    'answers to %s as the outcome asks',
    async (_name, fault, expected) => {
      next(fault);
      expect(await service.createCall(send(), context())).toMatchObject(expected);
      expect(sandbox.ledger.entries()).toHaveLength(1);
    },
  );

  it('takes silence for an unknown outcome and does not dial again', async () => {
    next({ mode: 'acceptThenHang' });
    expect(await serviceWith({ timeoutMs: 100 }).createCall(send(), context())).toMatchObject({ kind: 'unknown' });
    expect(sandbox.ledger.sends()).toHaveLength(1);
  });

  it('ends with the attempt that makes it', async () => {
    const attempt = new AbortController();
    sandbox.knobs.set({ twilio: { byRecipientSuffix: { '0123': { mode: 'hang' } } } });
    const outcome = service.createCall(send(), fakeContext({ now: Date.now, signal: attempt.signal }));
    await vi.waitFor(() => expect(sandbox.ledger.entries()).toHaveLength(1));
    attempt.abort();
    expect(await outcome).toMatchObject({ kind: 'unknown' });
  });

  it('does not dial for an attempt that is over already', async () => {
    const outcome = await service.createCall(send(), fakeContext({ signal: AbortSignal.abort() }));
    expect(outcome).toMatchObject({ kind: 'retry' });
    expect(sandbox.ledger.entries()).toEqual([]);
  });

  it('may be repeated when no connection was made', async () => {
    const gone = await startSandbox();
    await gone.close();
    const outcome = await serviceWith({ baseUrl: `${gone.url}/twilio` }).createCall(send(), context());
    expect(outcome).toMatchObject({ kind: 'retry', code: 'PROVIDER_UNAVAILABLE' });
  });

  it('is not led elsewhere by an edge or region in the environment', async () => {
    vi.stubEnv('TWILIO_EDGE', 'sydney');
    vi.stubEnv('TWILIO_REGION', 'au1');
    expect(await service.createCall(send(), context())).toMatchObject({ kind: 'accepted' });
  });

  it('keeps the credentials out of every outcome and log line', async () => {
    const authToken = 'secret-auth-token-4711';
    const basic = Buffer.from(`${sandbox.providers.twilio.accountSid}:${authToken}`).toString('base64');
    const ctx = context();
    const kept: unknown[] = [await serviceWith({ authToken }).createCall(send(), ctx)];
    const faults = [
      { mode: 'drop' },
      { mode: 'html' },
      { mode: 'status', status: 400, body: { code: 1, message: `Basic ${basic} or ${authToken}`, status: 400 } },
    ] as const;
    for (const fault of faults) {
      const other = await startSandbox({ secrets: { twilioAuthToken: authToken } });
      other.knobs.set({ twilio: { next: fault } });
      kept.push(await serviceWith({ authToken, baseUrl: other.providers.twilio.baseUrl }).createCall(send(), ctx));
      await other.close();
    }
    expect(kept).toHaveLength(4);
    const everything = inspect([kept, ctx.lines], { depth: 9, showHidden: true }) + JSON.stringify([kept, ctx.lines]);
    expect(everything).not.toContain(authToken);
    expect(everything).not.toContain(basic);
  });
});

describe('TwilioService.createMessage', () => {
  it('sends a text and names it', async () => {
    const text = send();
    expect(await service.createMessage(text, context())).toMatchObject({
      kind: 'accepted',
      providerId: expect.stringMatching(/^SM[0-9a-f]{32}$/),
    });
    expect(sandbox.ledger.sends()).toEqual([expect.objectContaining({ kind: 'sms', to: text.to, body: text.text })]);
  });

  it('reports a recipient who opted out', async () => {
    const outcome = await service.createMessage(send('+12125550610'), context());
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'PROVIDER_REJECTED', optedOut: true });
  });
});

describe('Twilio lookups', () => {
  it('find the call and the message whose answers were lost', async () => {
    const lost = send('+12125550903');
    const since = Date.now();
    expect(await service.createCall(lost, context())).toMatchObject({ kind: 'unknown' });
    expect(await service.createMessage(lost, context())).toMatchObject({ kind: 'unknown' });
    const [call, message] = sandbox.ledger.sends();
    expect(await service.findCall({ ...lost, since }, context())).toEqual({
      kind: 'accepted',
      providerId: call?.providerId,
    });
    expect(await service.findMessage({ ...lost, since }, context())).toMatchObject({ providerId: message?.providerId });
  });

  it('leave open what the list does not show, or shows twice', async () => {
    const never = send('+12125551001');
    const twice = send('+12125551002');
    const since = Date.now();
    expect(await service.findCall({ ...never, since }, context())).toBeUndefined();
    await service.createCall(twice, context());
    expect(await service.findCall({ ...twice, since: since + 60_000 }, context())).toBeUndefined();
    await service.createCall(twice, context());
    expect(await service.findCall({ ...twice, since }, context())).toBeUndefined();
  });

  it('do not mistake another text for the message', async () => {
    const text = send('+12125551003');
    const since = Date.now();
    await service.createMessage(text, context());
    expect(await service.findMessage({ ...text, since }, context())).toMatchObject({ kind: 'accepted' });
    expect(await service.findMessage({ ...text, text: 'Another', since }, context())).toBeUndefined();
  });

  it.each(['html', 'garbage', 'empty', 'drop'] as const)('leave it open when the list answers %s', async (mode) => {
    const call = send(`+1212555200${['html', 'garbage', 'empty', 'drop'].indexOf(mode)}`);
    const since = Date.now();
    await service.createCall(call, context());
    next({ mode, on: 'reads' });
    expect(await service.findCall({ ...call, since }, context())).toBeUndefined();
    expect(await service.findCall({ ...call, since }, context())).toMatchObject({ kind: 'accepted' });
  });
});
