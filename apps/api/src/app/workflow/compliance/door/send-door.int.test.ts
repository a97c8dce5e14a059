import { DeferredError, RetryableError, TerminalError, UnknownOutcomeError } from '@workflow/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../agents/send.js';
import { accepted, ComplianceFixture, CountedCall, recipient, sendRequest, teamId } from '../compliance.fixture.js';

describe('SendDoor', () => {
  let room: ComplianceFixture;
  beforeEach(() => {
    room = new ComplianceFixture();
  });
  afterEach(() => room.close());

  const never = new CountedCall(() => {
    throw new Error('must not be called');
  });
  const open = (facts: Parameters<ComplianceFixture['attempt']>[0] = {}) => room.door().open(room.attempt(facts));

  it('calls once, and gives a redelivered attempt the same receipt without a call', async () => {
    const provider = new CountedCall(() => accepted);
    const receipt = await open()(sendRequest(), provider.call);
    expect(receipt).toEqual({ provider: 'signalhouse', providerId: 'SM1', at: room.now, costUsd: 0.015 });

    room.now += 5_000;
    expect(await open()(sendRequest(), provider.call)).toEqual(receipt);
    expect(provider.calls).toBe(1);
    expect(await room.ledger.listOpen(teamId)).toEqual([]);
    expect((await room.ledger.findByProviderId(teamId, 'signalhouse', 'SM1'))?.calls).toBe(1);
  });

  it('gives the receipt of a send that was made before the recipient opted out', async () => {
    await open()(sendRequest(), new CountedCall(() => accepted).call);
    await room.suppression.add(teamId, recipient, { source: 'reply', reason: 'STOP', at: room.now });
    expect((await open()(sendRequest(), never.call)).providerId).toBe('SM1');
  });

  it('finds the intent of an earlier attempt even when this one renders another number and text', async () => {
    await open()(sendRequest(), new CountedCall(() => accepted).call);
    const again = await open()(sendRequest({ to: '+15559990001', content: 'Other words' }), never.call);
    expect(again.providerId).toBe('SM1');
    expect(never.calls).toBe(0);
  });

  it('refuses a second, different send of one attempt', async () => {
    const provider = new CountedCall(() => accepted);
    const send = open();
    await send(sendRequest(), provider.call);
    await expect(send(sendRequest({ to: '+15559990001' }), provider.call)).rejects.toThrow('a step sends once');
    expect(provider.calls).toBe(1);
  });

  it('does not call a suppressed number', async () => {
    await room.suppression.add(teamId, recipient, { source: 'reply', reason: 'STOP', at: room.now });
    const error = await open()(sendRequest(), never.call).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TerminalError);
    expect(error).toMatchObject({ code: 'SEND_BLOCKED', details: { reason: 'SUPPRESSED' } });
    expect(await room.ledger.find(teamId, 'wr_0-1.followup')).toBeUndefined();
  });

  it('calls the number of a team whose neighbour has suppressed it', async () => {
    await room.suppression.add('team_999', recipient, { source: 'reply', reason: 'STOP', at: room.now });
    const provider = new CountedCall(() => accepted);
    await open()(sendRequest(), provider.call);
    expect(provider.calls).toBe(1);
  });

  it('sees a STOP that comes after the gate and before the intent', async () => {
    const write = room.ledger.writeIntent.bind(room.ledger);
    room.ledger.writeIntent = async (intent, now) => {
      await room.suppression.add(teamId, recipient, { source: 'reply', reason: 'STOP', at: room.now });
      return write(intent, now);
    };
    const error = await open()(sendRequest(), never.call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SEND_BLOCKED', details: { reason: 'SUPPRESSED' } });
    expect(await room.ledger.listOpen(teamId)).toEqual([]);
  });

  it('waits for the recipient to wake, exactly to the minute', async () => {
    room.now = Date.UTC(2026, 10, 22, 5, 0);
    const error = await open()(sendRequest(), never.call).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeferredError);
    expect(error).toMatchObject({ code: 'QUIET_HOURS', delayMs: 11 * 60 * 60 * 1000 });
  });

  it('lets the next attempt call again when nothing was sent', async () => {
    const answers: SendOutcome[] = [
      { kind: 'retry', code: 'PROVIDER_RATE_LIMITED', message: 'slow down', afterMs: 1_500 },
      accepted,
    ];
    const provider = new CountedCall(() => answers[provider.calls - 1] ?? accepted);
    const error = await open()(sendRequest(), provider.call).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', retryAfterMs: 1_500 });

    await open({ attempt: 2 })(sendRequest(), provider.call);
    const entry = await room.ledger.find(teamId, 'wr_0-1.followup');
    expect(entry).toMatchObject({ state: 'accepted', calls: 2, attempt: 2 });
    expect(entry).not.toHaveProperty('code');
    expect(await room.redis.pttl(room.keys.entry(teamId, 'wr_0-1.followup'))).toBeGreaterThan(0);
  });

  it('ends the step, and suppresses the number, when the provider says that it opted out', async () => {
    const provider = new CountedCall(() => ({ kind: 'rejected', code: 'OUT', message: 'opted out', optedOut: true }));
    for (const attempt of [1, 2]) {
      const error = await open({ attempt })(sendRequest(), provider.call).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'SEND_REJECTED', details: { code: 'OUT', optedOut: true } });
    }
    expect(provider.calls).toBe(1);
    expect(await room.suppression.isSuppressed(teamId, recipient)).toBe(true);
  });

  describe('when the answer is lost', () => {
    const lost = new CountedCall(() => {
      throw new TypeError('fetch failed: Authorization: Basic c2VjcmV0');
    });

    it('parks the step, and never calls again', async () => {
      const before = lost.calls;
      await expect(open()(sendRequest(), lost.call)).rejects.toBeInstanceOf(UnknownOutcomeError);
      await expect(open({ attempt: 2 })(sendRequest(), lost.call)).rejects.toBeInstanceOf(UnknownOutcomeError);
      expect(lost.calls).toBe(before + 1);
      const [entry] = await room.ledger.listOpen(teamId);
      expect(entry).toMatchObject({ state: 'unknown', message: 'The call threw TypeError.' });
      expect(await room.redis.pttl(room.keys.entry(teamId, 'wr_0-1.followup'))).toBe(-1);
    });

    it('takes what the lookup tells', async () => {
      await expect(open()(sendRequest(), lost.call)).rejects.toBeInstanceOf(UnknownOutcomeError);
      const asked: object[] = [];
      const request = sendRequest({
        lookup: async (intent) => {
          asked.push(intent);
          return accepted;
        },
      });
      expect((await open({ attempt: 2 })(request, never.call)).providerId).toBe('SM1');
      expect(asked).toEqual([{ key: 'wr_0-1.followup', since: room.now }]);
      expect(await room.ledger.find(teamId, 'wr_0-1.followup')).toMatchObject({ settledBy: 'lookup' });
    });

    it('does not take for its own what the provider sent for another step', async () => {
      const other = { stepId: 'before', idempotencyKey: 'wr_0-1.before' };
      const sent = new CountedCall(() => accepted);
      await open(other)(sendRequest(), sent.call);
      await expect(open()(sendRequest(), lost.call)).rejects.toBeInstanceOf(UnknownOutcomeError);
      const request = sendRequest({ lookup: async () => accepted });
      await expect(open({ attempt: 2 })(request, never.call)).rejects.toBeInstanceOf(UnknownOutcomeError);
      expect(await room.ledger.find(teamId, 'wr_0-1.followup')).toMatchObject({ state: 'unknown' });
    });

    it.each<[string, () => Promise<SendOutcome | undefined>]>([
      ['fails', () => Promise.reject(new Error('down'))],
      ['cannot tell', async () => undefined],
      ['never answers', () => new Promise(() => undefined)],
    ])('stays parked when the lookup %s', async (_, lookup) => {
      await expect(open()(sendRequest(), lost.call)).rejects.toBeInstanceOf(UnknownOutcomeError);
      await expect(open()(sendRequest({ lookup }), never.call)).rejects.toBeInstanceOf(UnknownOutcomeError);
    });

    it('treats an intent that a crash left as a call that may have been made', async () => {
      await room.ledger.writeIntent(room.intent(), room.now);
      await expect(open()(sendRequest(), never.call)).rejects.toBeInstanceOf(UnknownOutcomeError);
      expect(await room.ledger.listOpen(teamId)).toHaveLength(1);
    });
  });

  it('parks an aborted call at once, and tells who waits when its answer comes after all', async () => {
    const controller = new AbortController();
    let answer: (outcome: SendOutcome) => void = () => undefined;
    const provider = new CountedCall(() => {
      controller.abort(new Error('timeout'));
      return new Promise<SendOutcome>((resolve) => {
        answer = resolve;
      });
    });
    const sending = open({ signal: controller.signal })(sendRequest(), provider.call);
    await expect(sending).rejects.toBeInstanceOf(UnknownOutcomeError);

    answer(accepted);
    await expect.poll(() => room.told).toHaveLength(1);
    expect(room.told[0]).toMatchObject({ stepId: 'followup', outcome: accepted });
    expect(await room.ledger.listOpen(teamId)).toEqual([]);
  });

  it('makes no call when it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(open({ signal })(sendRequest(), never.call)).rejects.toThrow('cancelled');
    expect(await room.ledger.find(teamId, 'wr_0-1.followup')).toBeUndefined();
  });

  it('makes one call of a hundred that race', async () => {
    const provider = new CountedCall(() => accepted);
    const ends = await Promise.allSettled(Array.from({ length: 100 }, () => open()(sendRequest(), provider.call)));
    expect(provider.calls).toBe(1);
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    expect(failures.every((failure) => failure instanceof UnknownOutcomeError)).toBe(true);
  });
});
