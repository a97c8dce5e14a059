import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../lib/http/fake-context.js';
import { CathyAgent } from './cathy.agent.js';
import { NurtureLeadInput, NurtureLeadOutput } from './nurture-lead.schema.js';

function nurture(input: object) {
  return NurtureLeadOutput.parse(new CathyAgent().nurtureLead(NurtureLeadInput.parse(input), fakeContext()));
}

const opener = { leadId: 'lead_1', generatedAt: '2026-11-20T15:00:00.000Z', message: 'Hi' };

describe('CATHY.nurture_lead', () => {
  it('counts the opener as the first message', () => {
    expect(nurture({ opener })).toEqual({
      leadId: 'lead_1',
      stage: 'initial_followup',
      nextTouchAt: '2026-11-22T15:00:00.000Z',
      touches: 1,
      escalateTo: null,
      reason: 'no_reply',
    });
  });

  it('does not count an opener that nobody was to get', () => {
    expect(nurture({ opener: { ...opener, message: null } })).toMatchObject({ touches: 0 });
  });

  it('goes by the history alone when there is no opener', () => {
    const history = [{ at: '2026-11-20T14:00:00Z', direction: 'inbound', text: 'call me' }];
    expect(nurture({ leadId: 'lead_2', history })).toMatchObject({ leadId: 'lead_2', escalateTo: 'SABRINA' });
  });

  it('fails when nobody says which lead is meant', () => {
    expect(() => nurture({})).toThrow(expect.objectContaining({ name: 'TerminalError', code: 'INVALID_INPUT' }));
  });
});
