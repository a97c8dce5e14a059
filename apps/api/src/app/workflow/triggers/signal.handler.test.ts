import { WorkflowError, type JsonObject } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { SignalHandler, type SignalSender } from './signal.handler.js';

type Sent = Parameters<SignalSender['toKey']>;

async function handle(name: string, payload: JsonObject, answer: 'given' | 'kept' | Error = 'given') {
  const sent: Sent[] = [];
  const handler = new SignalHandler({
    toKey: async (...call) => {
      sent.push(call);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const event = { id: 'evt_1', teamId: 'team_1', provider: 'twilio', name, receivedAt: 1, payload };
  return { notes: await handler.handle(event), sent };
}

describe('an event as a signal', () => {
  it.each([
    ['message.received', { from: '+1', to: '+2' }, '+1'],
    ['message.status', { messageId: 'm1' }, 'm1'],
    ['call.received', { from: '+1' }, '+1'],
    ['call.status', { callId: 'c1', from: '+1' }, 'c1'],
    ['opt_out', { from: '+1' }, '+1'],
    ['crm', { body: { key: 'deal-7' } }, 'deal-7'],
  ])('%s goes under its key', async (name, payload, key) => {
    const { sent, notes } = await handle(name, payload);
    expect(sent).toEqual([[name, key, payload, { teamId: 'team_1', idempotencyKey: 'evt_1' }]]);
    expect(notes).toMatchObject([{ code: 'SIGNALLED' }]);
  });

  it.each([
    ['crm', { body: { other: 1 } }],
    ['crm', { body: [1] }],
    ['crm', {}],
    ['message.received', { from: '' }],
  ])('%s without a key is none: %j', async (name, payload) => {
    expect(await handle(name, payload)).toEqual({ sent: [], notes: [] });
  });

  it('is noted only when a wait took it', async () => {
    expect((await handle('opt_out', { from: '+1' }, 'kept')).notes).toEqual([]);
  });

  it('that cannot be kept does not hold up the inbox, any other error does', async () => {
    const full = new WorkflowError('CONFLICT', 'Too many.');
    expect((await handle('opt_out', { from: '+1' }, full)).notes).toMatchObject([{ code: 'SIGNAL_NOT_KEPT' }]);
    await expect(handle('opt_out', { from: '+1' }, new Error('away'))).rejects.toThrow('away');
  });
});
