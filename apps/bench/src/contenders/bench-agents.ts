import { Action, Agent, type AgentContext } from '@workflow/api';
import { z } from 'zod';
import { agentNames, type AgentName } from '../shapes.js';

/** What every agent of one engine does in a step. */
export type Act = (ctx: AgentContext) => unknown;

/** The bench's agents: one verb each, all doing the same. */
export function benchAgents(act: Act) {
  return agentNames.map((name) => agentNamed(name, act));
}

function agentNamed(name: AgentName, act: Act) {
  @Agent(name)
  class BenchAgent {
    @Action('work', { input: z.unknown(), output: z.unknown(), effect: 'write' })
    async work(_input: unknown, ctx: AgentContext): Promise<unknown> {
      return act(ctx);
    }
  }
  return BenchAgent;
}
