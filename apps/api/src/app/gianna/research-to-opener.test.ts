import { describe, expect, it } from 'vitest';
import { researchToOpener } from './research-to-opener.js';

const research = {
  leadId: 'lead_1',
  name: 'Riley Ready',
  phone: '+12125550123',
  confidence: 0.92,
  qualification: 'ready',
  litigator: false,
  dnc: true,
  deceased: false,
  lineType: null,
  grade: 'A',
  sources: [],
};

describe('LUCI.research_lead to GIANNA.open_conversation', () => {
  it('moves the flags under facts and keeps the choices of the step', () => {
    const inputs = researchToOpener.from.parse({ research, audience: 'landlord' });
    expect(researchToOpener.to.parse(researchToOpener.transform(inputs))).toEqual({
      lead: {
        leadId: 'lead_1',
        name: 'Riley Ready',
        phone: '+12125550123',
        confidence: 0.92,
        qualification: 'ready',
        facts: { litigator: false, dnc: true, deceased: false },
      },
      audience: 'landlord',
    });
  });

  it.each([{}, { research: { ...research, dnc: undefined } }, { research: 'text' }])('refuses %j', (inputs) => {
    expect(researchToOpener.from.safeParse(inputs).success).toBe(false);
  });
});
