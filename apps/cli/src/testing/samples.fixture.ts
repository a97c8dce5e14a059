import { runLinks, type Run, type StepState, type TimelineEvent, type WorkflowPlan } from '@workflow/contract';
import type { AgentCatalogue } from '@workflow/core';

/** A run of the campaign with one step, as the API shows it. */
export function sampleRun(change: Partial<Run> = {}): Run {
  return {
    runId: 'r1',
    workflowId: 'outreach-campaign',
    version: 3,
    status: 'running',
    correlationId: 'req_1',
    createdAt: '2026-11-20T10:00:00.000Z',
    startedAt: '2026-11-20T10:00:00.000Z',
    sandbox: [],
    links: runLinks('r1'),
    trigger: { leadId: 'lead_1' },
    steps: [sampleStep('research'), sampleStep('outreach', { status: 'pending', attempts: 0, startedAt: undefined })],
    ...change,
  };
}

export function sampleStep(stepId: string, change: Partial<StepState> = {}): StepState {
  return {
    stepId,
    status: 'running',
    kind: 'action',
    agent: 'LUCI',
    action: 'research_lead',
    attempts: 1,
    startedAt: '2026-11-20T10:00:01.000Z',
    ...change,
  };
}

export function completedStep(stepId: string, output: unknown): StepState {
  return sampleStep(stepId, { status: 'completed', finishedAt: '2026-11-20T10:00:02.500Z', output });
}

export function sampleEvent(id: string, type: string, change: Partial<TimelineEvent> = {}): TimelineEvent {
  return { id, type, at: `2026-11-20T10:00:0${id}.000Z`, ...change };
}

/** An event on the wire. */
export function wire(event: TimelineEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

const reads = (stepId: string): WorkflowPlan['steps'][number]['dependencies'] => [
  { stepId, reasons: [{ kind: 'declared' }] },
];

export const samplePlan: WorkflowPlan = {
  workflowId: 'outreach-campaign',
  levels: [['research'], ['outreach']],
  steps: [
    {
      stepId: 'research',
      kind: 'action',
      agent: 'LUCI',
      action: 'research_lead',
      level: 0,
      dependencies: [],
      dependents: ['outreach'],
    },
    {
      stepId: 'outreach',
      kind: 'action',
      agent: 'LUCI',
      action: 'research_lead',
      level: 1,
      dependencies: reads('research'),
      dependents: [],
    },
  ],
  criticalPath: ['research', 'outreach'],
  jobTree: { root: 'r1', released: ['research'], jobs: [] },
};

const leadInput = {
  type: 'object',
  properties: { leadId: { type: 'string' } },
  required: ['leadId'],
  additionalProperties: false,
};

/** One agent with two actions. */
export const sampleCatalogue: AgentCatalogue = {
  agents: [
    {
      name: 'LUCI',
      actions: [
        { name: 'research_lead', effect: 'read', input: leadInput, output: {}, undoable: false },
        { name: 'tell_lead', effect: 'send', input: {}, output: {}, undoable: true },
      ],
    },
  ],
  transformers: [],
};
