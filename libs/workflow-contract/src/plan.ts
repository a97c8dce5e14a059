import { stepKinds } from '@workflow/core';
import { z } from 'zod';

/** Why a step waits for another: it was declared, or a template reads it. */
export const DependencyReason = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('declared') }),
    z.object({ kind: z.literal('branch') }).describe('the other is a choice that may take this step'),
    z.object({
      kind: z.literal('read'),
      path: z.string().describe('JSON Pointer below the step, such as /inputs/research'),
      expression: z.string(),
    }),
  ])
  .meta({ id: 'DependencyReason' });
export type DependencyReason = z.infer<typeof DependencyReason>;

export const PlanStep = z
  .object({
    stepId: z.string(),
    kind: z.enum(stepKinds),
    agent: z.string().optional().describe('of an action'),
    action: z.string().optional(),
    level: z.int().min(0).max(1_000_000),
    dependencies: z.array(z.object({ stepId: z.string(), reasons: z.array(DependencyReason) })),
    join: z
      .union([
        z.enum(['all', 'allSettled', 'any', 'first']),
        z.object({ atLeast: z.int().min(1).max(1_000_000) }),
        z.object({ when: z.string() }),
      ])
      .optional()
      .describe('absent: it waits for all of them'),
    rest: z.enum(['keep', 'cancel']).optional().describe('what becomes of the steps that the join leaves behind'),
    dependents: z.array(z.string()),
    condition: z.string().optional(),
    fallbackOf: z.string().optional().describe('runs only when that step has failed'),
    get inside(): z.ZodOptional<z.ZodArray<typeof PlanStep>> {
      return z.array(PlanStep).optional().describe('of a map, a loop or an interleave: the steps of one instance');
    },
  })
  .meta({ id: 'PlanStep' });
export type PlanStep = z.infer<typeof PlanStep>;

/** What the engine makes of a definition: in which order, and why. */
export const WorkflowPlan = z
  .object({
    workflowId: z.string(),
    levels: z.array(z.array(z.string())).describe('step ids; what stands in one level may run side by side'),
    steps: z.array(PlanStep).describe('in the order of the definition'),
    criticalPath: z.array(z.string()).describe('the longest chain, by declared timeouts where given, else by count'),
    jobTree: z.object({
      root: z.string().describe('queue of the job that ends the run once every step has settled'),
      released: z.array(z.string()).describe('steps whose jobs are there from the start'),
      jobs: z.array(
        z.object({
          stepId: z.string(),
          queue: z.string().describe('the agent whose workers take it, or `control` for what the engine does itself'),
          releasedBy: z
            .array(z.string())
            .describe('steps whose settling adds it, empty for those there from the start'),
        }),
      ),
    }),
  })
  .meta({ id: 'WorkflowPlan' });
export type WorkflowPlan = z.infer<typeof WorkflowPlan>;
