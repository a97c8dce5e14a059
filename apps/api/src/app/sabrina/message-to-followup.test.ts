import { describe, expect, it } from 'vitest';
import { messageToFollowup } from './message-to-followup.js';

const message = { message: 'Hi', to: '+12125550123', generatedAt: '2026-11-20T15:00:00.000Z' };

describe('AI_ORCHESTRATOR.generate_message to SABRINA.schedule_followup', () => {
  it.each([
    ['bare', message],
    ['under the name of its step', { outreach: message }],
  ])('takes the message %s', (_name, inputs) => {
    const taken = messageToFollowup.transform(messageToFollowup.from.parse(inputs));
    expect(messageToFollowup.to.parse(taken)).toMatchObject({ conversation: message });
  });

  it.each([{}, { a: message, b: message }, { outreach: { message: 'Hi' } }, null])('refuses %j', (inputs) => {
    expect(messageToFollowup.from.safeParse(inputs).success).toBe(false);
  });
});
