import type { WorkflowQueues } from '../runtime/workflow-queues.js';
import type { AgentsView } from '../workflow.types.js';

/** How each agent's queue stands, and how many workers listen to it. */
export async function agentHealth(queues: WorkflowQueues, agents: readonly string[]): Promise<AgentsView['health']> {
  const entries = await Promise.all(
    agents.map(async (agent) => {
      const queue = queues.agent(agent);
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
      const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = counts;
      return [
        agent,
        { workers: await queue.getWorkersCount(), waiting: waiting + prioritized, active, delayed },
      ] as const;
    }),
  );
  return Object.fromEntries(entries);
}
