import { runWorkflow } from '@workflow/testing';
import { expect, it } from 'vitest';
import campaign from './examples/outreach-campaign.js';

it('follows up only where somebody was written to', async () => {
  const run = await runWorkflow(campaign, {
    trigger: { leadId: 'lead_1' },
    agents: {
      research: () => ({ confidence: 0.4 }),
      '*': (input) => input,
    },
  });
  expect(run.steps['outreach']?.error?.code).toBe('CONDITION_FALSE');
  expect(run.steps['followup']?.error?.code).toBe('DEPENDENCY_SKIPPED');
});
