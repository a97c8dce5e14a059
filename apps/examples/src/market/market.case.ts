import { WorkflowModule } from '@workflow/api';
import type { Case, World } from '../case.js';
import { AnalystAgent } from './analyst.agent.js';
import { ChartistAgent } from './chartist.agent.js';
import { ResearcherAgent } from './researcher.agent.js';

/** Agents alone: the figures lie in the code, the comments come from AI_ORCHESTRATOR. */
export async function startMarket(): Promise<World> {
  return {
    features: [ResearcherAgent, AnalystAgent, ChartistAgent].map((agent) => WorkflowModule.forAgent(agent)),
    stands: async () => [],
    close: async () => {},
  };
}

/** A market taken apart, each segment researched on its own, one report over all. */
export const market: Case = { name: 'market', start: startMarket };
