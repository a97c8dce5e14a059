import { expect, it } from 'vitest';
import { z } from 'zod';
import type { AgentContext } from './agent-context.js';
import { Action, Agent } from './agent.decorator.js';
import { AgentRegistry } from './agent-registry.js';

@Agent('STOCK')
class StockAgent {
  private readonly released: string[] = [];

  @Action('reserve', {
    input: z.object({}),
    output: z.string(),
    effect: 'write',
    async undo(this: StockAgent, { output }: { output: string }) {
      return this.released.push(output);
    },
  })
  reserve(): string {
    return 'r1';
  }
}

it('calls an undo on the agent, so that it reaches what the agent was given', async () => {
  const registry = new AgentRegistry();
  const agent = new StockAgent();
  registry.register(agent);
  await registry.find('stock', 'reserve')?.undo?.({ input: {}, output: 'r1' }, {} as AgentContext);
  expect(agent).toMatchObject({ released: ['r1'] });
});
