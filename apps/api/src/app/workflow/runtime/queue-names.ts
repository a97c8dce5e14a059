import { foldName, type Step } from '@workflow/core';

/** One job a run, which lives as long as the run does. */
export const rootQueueName = 'workflow-root';

/** Where the steps go that the engine carries out itself; every worker process works it. */
export const controlQueueName = 'workflow-control';

/** The queue of a step's job. */
export function queueOfStep(step: Step): string {
  return step.kind === 'action' ? agentQueueName(step.agent) : controlQueueName;
}

/** One queue an agent, shared by the teams: each agent has its own workers and limits. */
export function agentQueueName(agent: string): string {
  return `workflow-agent-${foldName(agent)}`;
}

/** Nothing of ours reads what BullMQ tells of a queue: so much is kept for whoever looks on. */
export const queueStreams = { events: { maxLen: 1_000 } } as const;
