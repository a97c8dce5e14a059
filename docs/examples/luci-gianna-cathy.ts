import { defineWorkflow } from '@workflow/core';

/**
 * Research a lead, draft the first text to it, and plan when to write again. Nothing is sent: GIANNA's `nextAction`
 * says whether the draft may go out, and CATHY names the time of the follow-up.
 */
export default defineWorkflow({
  id: 'luci-gianna-cathy',
  teamId: 'team_123',
  inputs: [{ name: 'leadId', type: 'string', required: true }],
  steps: [
    {
      id: 'research',
      agent: 'LUCI',
      action: 'research_lead',
      inputs: { leadId: '{{trigger.leadId}}' },
      timeout: 30000,
    },
    {
      id: 'opener',
      agent: 'GIANNA',
      action: 'open_conversation',
      transform: { source: 'LUCI.research_lead', target: 'GIANNA.open_conversation' },
      inputs: { research: '{{steps.research.output}}' },
    },
    {
      id: 'nurture',
      agent: 'CATHY',
      action: 'nurture_lead',
      inputs: { opener: '{{steps.opener.output}}' },
      condition: "{{steps.opener.output.nextAction != 'do_not_contact'}}",
    },
  ],
  outputs: {
    opener: '{{steps.opener.output.message}}',
    nextTouchAt: '{{steps.nurture.output.nextTouchAt}}',
  },
});
