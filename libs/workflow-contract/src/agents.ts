import { z } from 'zod';

const count = z.int().min(0).max(1_000_000_000);
const jsonSchema = z.record(z.string(), z.unknown()).describe('JSON Schema, draft 2020-12');

export const AgentAction = z
  .object({
    name: z.string(),
    effect: z.enum(['read', 'write', 'send']),
    input: jsonSchema,
    output: jsonSchema,
    undoable: z.boolean().describe('whether the action declares its own undo'),
  })
  .meta({ id: 'AgentAction' });

/** Who can do what, and how they fare. */
export const AgentsResponse = z
  .object({
    agents: z.array(z.object({ name: z.string(), actions: z.array(AgentAction) })),
    transformers: z.array(z.object({ source: z.string(), target: z.string() })),
    health: z
      .record(z.string(), z.object({ workers: count, waiting: count, active: count, delayed: count }))
      .describe('by agent name'),
    sandbox: z.array(z.string()).describe('providers that are the sandbox in this process'),
  })
  .meta({ id: 'AgentsResponse' });
export type AgentsResponse = z.infer<typeof AgentsResponse>;
