import { startSandbox, type Sandbox } from '@workflow/sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeContext, type FakeContext } from '../../lib/http/fake-context.js';
import { SignalHouseService } from '../../lib/signalhouse/signalhouse.service.js';
import { TwilioService } from '../../lib/twilio/twilio.service.js';
import type { SendOutcome, SendRequest } from '../workflow/index.js';
import { SabrinaAgent } from './sabrina.agent.js';
import type { SabrinaOptions } from './sabrina.options.js';
import { longestDelayMs, ScheduleFollowupInput, ScheduleFollowupOutput } from './schedule-followup.schema.js';

const from = '+12125550100';
const options: SabrinaOptions = {
  defaultNumbers: { sms: from, voice: from },
  numbers: {},
  statusCallbackUrls: {},
  isSandbox: { sms: true, voice: true },
};

let sandbox: Sandbox;
let sabrina: SabrinaAgent;

beforeAll(async () => {
  sandbox = await startSandbox({ callbackDelayMs: 1 });
  const { signalHouse, twilio } = sandbox.providers;
  const timeoutMs = 5_000;
  const clients = [
    new SignalHouseService({ ...signalHouse, timeoutMs }),
    new TwilioService({ ...twilio, timeoutMs }),
  ] as const;
  sabrina = new SabrinaAgent(...clients, options);
});
beforeEach(() => sandbox.ledger.clear());
afterAll(() => sandbox.close());

let texts = 0;
function conversation(parts: object = {}) {
  texts += 1;
  return { message: `Hello ${texts}`, to: '+12125550123', generatedAt: '2026-11-20T14:59:00.000Z', ...parts };
}

async function follow(input: object, ctx: FakeContext = fakeContext({ now: Date.now })) {
  return ScheduleFollowupOutput.parse(await sabrina.scheduleFollowup(ScheduleFollowupInput.parse(input), ctx));
}

describe('SABRINA.schedule_followup', () => {
  it('texts through SignalHouse, inside ctx.send, with the facts for the gate', async () => {
    const ctx = fakeContext();
    const talk = conversation({ facts: { litigator: false, lineType: 'Mobile', other: 1 } });
    expect(await follow({ conversation: talk }, ctx)).toEqual({
      status: 'sent',
      at: '2026-11-20T15:00:00.000Z',
      providerId: expect.stringMatching(/^[0-9a-f]{24}$/),
      provider: 'signalhouse',
      channel: 'sms',
      to: talk.to,
      from,
      costUsd: 0.015,
      sandbox: true,
    });
    expect(ctx.sends).toEqual([
      {
        outcome: expect.objectContaining({ kind: 'accepted' }),
        request: expect.objectContaining({
          channel: 'sms',
          provider: 'signalhouse',
          to: talk.to,
          from,
          content: talk.message,
          facts: expect.objectContaining({ litigator: false, lineType: 'Mobile' }),
        }),
      },
    ]);
    expect(sandbox.ledger.sends()).toEqual([expect.objectContaining({ body: talk.message, key: ctx.idempotencyKey })]);
  });

  it('calls through Twilio when the step or the conversation says so', async () => {
    expect(await follow({ conversation: conversation(), channel: 'voice' })).toMatchObject({
      provider: 'twilio',
      channel: 'voice',
    });
    expect(await follow({ conversation: conversation({ channel: 'voice' }) })).toMatchObject({ provider: 'twilio' });
    expect(sandbox.ledger.sends().map((entry) => entry.kind)).toEqual(['call', 'call']);
  });

  it.each(['sms', 'voice'] as const)('can look up a lost %s', async (channel) => {
    const since = Date.now();
    let request: SendRequest | undefined;
    const ctx = fakeContext({
      now: Date.now,
      send: async (asked, attempt) => {
        request = asked as SendRequest;
        expect(await attempt({ key: 'key' })).toMatchObject({ kind: 'unknown' });
        const found: SendOutcome | undefined = await request.lookup?.({ key: 'key', since });
        if (found?.kind !== 'accepted') throw new Error('not found');
        return { provider: request.provider, providerId: found.providerId, at: since };
      },
    });
    const output = await follow({ conversation: conversation({ to: '+12125550903' }), channel }, ctx);
    expect(output.providerId).toBe(sandbox.ledger.sends()[0]?.providerId);
    expect(sandbox.ledger.sends()).toHaveLength(1);
  });

  it('waits until its time, counted from when the conversation was written', async () => {
    const ctx = fakeContext();
    const early = follow({ conversation: conversation(), delayMs: 90_000 }, ctx);
    await expect(early).rejects.toMatchObject({ name: 'DeferredError', code: 'SCHEDULED', delayMs: 30_000 });
    expect(ctx.sends).toEqual([]);
    expect(await follow({ conversation: conversation(), delayMs: 60_000 }, ctx)).toMatchObject({ status: 'sent' });
  });

  it('refuses a delay that it cannot count from anywhere', async () => {
    const input = { conversation: conversation({ generatedAt: undefined }), delayMs: 1 };
    await expect(follow(input)).rejects.toMatchObject({ name: 'TerminalError', code: 'INVALID_INPUT' });
  });

  it.each([
    { conversation: conversation({ to: '2125550123' }) },
    { conversation: conversation({ message: '' }) },
    { conversation: conversation(), delayMs: longestDelayMs + 1 },
    { conversation: conversation(), from: '123' },
    { conversation: null },
  ])('takes no input like %j', (input) => {
    expect(ScheduleFollowupInput.safeParse(input).success).toBe(false);
  });
});
