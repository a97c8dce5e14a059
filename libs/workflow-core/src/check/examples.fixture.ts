import type { AgentCatalogue, CatalogueAction, Effect } from '../catalogue/catalogue.js';
import type { JsonObject } from '../definition/json.js';

/** The object that a user writes first: kept to the letter. */
export const campaign = {
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
} as const;

/** The YAML form: kept to the letter. */
export const pipeline = `workflow_dsl:
  version: "2.0"
  name: "DataProcessingPipeline"
  inputs:
    - name: source_data
      type: dataset
      required: true
  tasks:
    - id: validate
      type: validation
      agent: data_quality_agent
      inputs: ["source_data"]
    - id: transform
      type: transformation
      agent: etl_agent
      depends_on: ["validate"]
    - id: analyze
      type: analysis
      agent: analytics_agent
      depends_on: ["transform"]
      parallel: true
  outputs:
    - name: analysis_report
      from: analyze.output
`;

export function action(
  name: string,
  effect: Effect,
  properties: JsonObject,
  required: readonly string[] = [],
): CatalogueAction {
  const input = { type: 'object', properties, required, additionalProperties: false };
  return { name, effect, input, output: {}, undoable: false };
}

const text = { type: 'string' };

export const catalogue: AgentCatalogue = {
  agents: [
    { name: 'LUCI', actions: [action('research_lead', 'read', { leadId: text }, ['leadId'])] },
    {
      name: 'AI_ORCHESTRATOR',
      actions: [action('generate_message', 'read', { research: {}, tone: { enum: ['warm', 'plain'] } }, ['research'])],
    },
    {
      name: 'SABRINA',
      actions: [
        action('schedule_followup', 'write', { conversation: {}, days: { type: 'integer', minimum: 1 } }, [
          'conversation',
        ]),
        action('cancel_followup', 'write', { followupId: text }),
      ],
    },
    {
      name: 'DATA_QUALITY_AGENT',
      actions: [action('validation', 'read', { source_data: { type: 'array' } }, ['source_data'])],
    },
    { name: 'ETL_AGENT', actions: [action('transformation', 'read', { validate: {} })] },
    { name: 'ANALYTICS_AGENT', actions: [action('analysis', 'read', { transform: {} })] },
  ],
  transformers: [{ source: 'csv', target: 'rows' }],
};
