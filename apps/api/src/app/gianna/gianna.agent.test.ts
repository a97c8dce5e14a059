import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../lib/http/fake-context.js';
import { GiannaAgent } from './gianna.agent.js';
import { audiences, openerIntents, OpenConversationInput, OpenConversationOutput } from './open-conversation.schema.js';

const lead = {
  leadId: 'lead_1',
  name: 'Riley Ready',
  phone: '+12125550123',
  confidence: 0.92,
  qualification: 'ready',
  facts: { litigator: false, dnc: false, deceased: false, lineType: 'Mobile' },
};

function open(change: object = {}, input: object = {}, ctx = fakeContext()) {
  const asked = OpenConversationInput.parse({ lead: { ...lead, ...change }, ...input });
  return OpenConversationOutput.parse(new GiannaAgent().openConversation(asked, ctx));
}

describe('GIANNA.open_conversation', () => {
  it('introduces itself to a lead that is ready', () => {
    expect(open()).toEqual({
      leadId: 'lead_1',
      message:
        'Hi Riley, this is the outreach team. Have you thought about what your home is worth today? I can tell you in two minutes. Reply STOP to opt out.',
      channel: 'sms',
      to: '+12125550123',
      facts: lead.facts,
      audience: 'homeowner',
      intent: 'introduce',
      nextAction: 'send',
      generatedAt: '2026-11-20T15:00:00.000Z',
    });
  });

  it('gives the same words for the same lead', () => {
    expect(open()).toEqual(open());
  });

  it('asks a doubtful lead whether it is the right one, and shows a person first', () => {
    const opened = open({ qualification: 'review', confidence: 0.62 });
    expect(opened).toMatchObject({ intent: 'verify', nextAction: 'human_review' });
  });

  it.each([
    [0.69, 'human_review'],
    [0.7, 'send'],
  ])('is sure enough from 0.7: %d', (confidence, nextAction) => {
    expect(open({ confidence })).toMatchObject({ nextAction });
  });

  it.each([
    { qualification: 'reject' },
    { phone: null },
    { facts: { litigator: true } },
    { facts: { dnc: true } },
    { facts: { deceased: true } },
  ])('writes nothing to a lead with %j', (change) => {
    expect(open(change)).toMatchObject({ message: null, nextAction: 'do_not_contact' });
  });

  it.each([
    ['Acme Holdings LLC', 'business', 'Hello, '],
    ['Ann Incandenza', 'homeowner', 'Hi Ann, '],
    [null, 'homeowner', 'Hello, '],
    ['  ', 'homeowner', 'Hello, '],
  ])('greets %s as it fits', (name, audience, greeting) => {
    const opened = open({ name });
    expect(opened.audience).toBe(audience);
    expect(opened.message?.startsWith(greeting)).toBe(true);
  });

  it('speaks for the sender, else for the persona of the team', () => {
    const ctx = fakeContext({ settings: { enabled: true, persona: 'Max of Acme' } });
    expect(open({}, {}, ctx).message).toContain('this is Max of Acme.');
    expect(open({}, { sender: 'Zoe' }, ctx).message).toContain('this is Zoe.');
  });

  it('has words for every audience and intent, two segments at most, each with a way out', () => {
    const written = audiences.flatMap((audience) =>
      openerIntents.map((intent) => open({}, { audience, intent }).message ?? ''),
    );
    expect(new Set(written).size).toBe(9);
    for (const message of written) {
      expect(message.length).toBeLessThanOrEqual(306);
      expect(message).toMatch(/^[\x20-\x7e]+Reply STOP to opt out\.$/);
    }
  });
});
