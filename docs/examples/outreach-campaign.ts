import { defineWorkflow } from '@workflow/core';

/** Research a lead, write to it if the research is good enough, follow up by text. */
export default defineWorkflow({
  id: 'outreach-campaign',
  teamId: 'team_123',
  steps: [
    {
      id: 'research',
      agent: 'LUCI',
      action: 'research_lead',
      inputs: { leadId: '{{trigger.leadId}}' },
      timeout: 30000,
    },
    {
      id: 'outreach',
      agent: 'AI_ORCHESTRATOR',
      action: 'generate_message',
      inputs: { research: '{{steps.research.output}}' },
      condition: '{{steps.research.output.confidence > 0.7}}',
    },
    {
      id: 'followup',
      agent: 'SABRINA',
      action: 'schedule_followup',
      inputs: { conversation: '{{steps.outreach.output}}' },
      dependsOn: ['research', 'outreach'],
    },
  ],
  errorHandler: 'rollback_workflow',
});
