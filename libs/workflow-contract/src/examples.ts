import { runLinks } from './links.js';

const at = '2026-11-20T10:00:00.000Z';
const runId = 'wr_0-01JD0000000000000000000000';
const checksum = `sha256:${'0'.repeat(64)}`;

/** A definition with one step. */
export const definitionExample = {
  id: 'outreach-campaign',
  inputs: [{ name: 'leadId', type: 'string', required: true }],
  steps: [{ id: 'research', agent: 'LUCI', action: 'research_lead', inputs: { leadId: '{{ trigger.leadId }}' } }],
};

export const publishedExample = { id: 'outreach-campaign', version: 1, checksum, warnings: [] };

export const problemExample = {
  path: '/steps/0/agent',
  code: 'UNKNOWN_AGENT',
  message: "No agent is called 'LUCY'.",
  hint: 'LUCI',
  line: 5,
  column: 12,
};

export const workflowExample = {
  id: 'outreach-campaign',
  latestVersion: 1,
  checksum,
  publishedAt: at,
  publishedBy: 'ci',
  isRetired: false,
};

export const planExample = {
  workflowId: 'outreach-campaign',
  levels: [['research']],
  steps: [
    {
      stepId: 'research',
      kind: 'action',
      agent: 'LUCI',
      action: 'research_lead',
      level: 0,
      dependencies: [],
      dependents: [],
    },
  ],
  criticalPath: ['research'],
  jobTree: {
    root: 'outreach-campaign',
    released: ['research'],
    jobs: [{ stepId: 'research', queue: 'LUCI', releasedBy: [] }],
  },
};

export const startedExample = { runId, status: 'running', links: runLinks(runId) };

export const runSummaryExample = {
  runId,
  workflowId: 'outreach-campaign',
  version: 1,
  status: 'running',
  correlationId: 'req_01JD0000000000000000000000',
  createdAt: at,
  startedAt: at,
  sandbox: ['signalhouse'],
  links: runLinks(runId),
};

export const runExample = {
  ...runSummaryExample,
  trigger: { leadId: 'lead_1' },
  steps: [
    {
      stepId: 'research',
      kind: 'action',
      status: 'running',
      agent: 'LUCI',
      action: 'research_lead',
      attempts: 1,
      startedAt: at,
    },
  ],
};

export const eventExample = { id: '1763632800000-0', at, type: 'step.started', stepId: 'research', attempt: 1 };

export const reportExample = {
  runId,
  execution: {
    status: 'completed',
    workflowId: 'outreach-campaign',
    version: 1,
    durationMs: 5_400,
    steps: { completed: 1 },
    sandbox: ['signalhouse'],
  },
  performance: [{ stepId: 'research', status: 'completed', attempts: 1, queuedMs: 12, runningMs: 840 }],
  errors: [],
  recommendations: [],
  notBuilt: [],
};

export const agentsExample = {
  agents: [
    {
      name: 'LUCI',
      actions: [
        {
          name: 'research_lead',
          effect: 'read',
          input: { type: 'object', properties: { leadId: { type: 'string' } }, required: ['leadId'] },
          output: { type: 'object' },
          undoable: false,
        },
      ],
    },
  ],
  transformers: [],
  health: { LUCI: { workers: 1, waiting: 0, active: 0, delayed: 0 } },
  sandbox: ['signalhouse'],
};
