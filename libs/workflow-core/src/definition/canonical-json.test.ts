import { expect, test } from 'vitest';
import { campaign } from '../check/examples.fixture.js';
import { canonicalJson } from './canonical-json.js';
import type { WorkflowDefinition } from './definition.js';
import { normaliseDefinition } from './normalise/normalise-definition.js';

const normal = (value: unknown): WorkflowDefinition => normaliseDefinition(value).definition as WorkflowDefinition;

test('is the same for every order of keys and every spelling', () => {
  const [research, outreach, followup] = campaign.steps;
  const respelled = {
    error_handler: { rollback: true },
    steps: [
      { inputs: research.inputs, action: 'research_lead', agent: 'LUCI', timeout: 30_000, retry: {}, id: 'research' },
      { ...outreach, condition: ' steps.research.output.confidence > 0.7 ', on_error: 'fail' },
      { ...followup, dependsOn: undefined, depends_on: { steps: ['research', 'outreach'], on_dead: 'skip' } },
    ],
    team_id: 'team_123',
    id: 'outreach-campaign',
    outputs: {},
  };
  expect(canonicalJson(normal(respelled))).toBe(canonicalJson(normal(campaign)));
});

test('differs where the meaning may differ', () => {
  const reordered = { ...campaign, steps: campaign.steps.toReversed() };
  expect(canonicalJson(normal(reordered))).not.toBe(canonicalJson(normal(campaign)));
});

test('sorts keys at every level and keeps lists in order', () => {
  const definition = { ...normal(campaign), steps: [], outputs: [], description: 'x', name: 'y' };
  expect(canonicalJson(definition)).toBe(
    '{"description":"x","errorHandler":{"announce":true,"notify":[],"rollback":true},"id":"outreach-campaign",' +
      '"inputs":[],"name":"y","onFailure":"drain","outputs":[],"priority":50,"steps":[],"teamId":"team_123","triggers":[]}',
  );
});
