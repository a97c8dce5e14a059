import { foldName } from '@workflow/core';

/** One job a run, which lives as long as the run does. */
export const rootQueueName = 'workflow-root';

/** One queue an agent, shared by the teams: each agent has its own workers and limits. */
export function agentQueueName(agent: string): string {
  return `workflow-agent-${foldName(agent)}`;
}
