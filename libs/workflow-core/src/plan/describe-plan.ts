import type { Step } from '../definition/definition.js';
import type { Dependency, Plan, PlannedStep } from './plan.js';

/** A plan as plain JSON, for people and programs. */
export interface PlanDescription {
  readonly workflowId: string;
  /** Step ids by level: what stands in one level may run at the same time. */
  readonly levels: readonly (readonly string[])[];
  readonly steps: readonly StepDescription[];
  readonly criticalPath: readonly string[];
  readonly jobTree: JobTree;
}

export interface StepDescription {
  readonly stepId: string;
  readonly agent: string;
  readonly action: string;
  readonly level: number;
  readonly dependencies: readonly Dependency[];
  readonly dependents: readonly string[];
  readonly condition?: string;
  readonly fallbackOf?: string;
}

/** The jobs of a run: the root ends last, every step's job is its child in the queue of its agent. */
export interface JobTree {
  /** The root's queue. */
  readonly root: 'workflow-root';
  /** Steps whose jobs are added with the root. */
  readonly released: readonly string[];
  readonly jobs: readonly JobDescription[];
}

export interface JobDescription {
  readonly stepId: string;
  /** The agent whose workers take it. */
  readonly queue: string;
  /** Steps whose settling adds it; empty for those that are added with the root. */
  readonly releasedBy: readonly string[];
}

export function describePlan(plan: Plan): PlanDescription {
  const { definition, levels, criticalPath } = plan;
  return {
    workflowId: definition.id,
    levels,
    steps: definition.steps.map((step) => describeStep(step, plan.steps.get(step.id) as PlannedStep)),
    criticalPath,
    jobTree: {
      root: 'workflow-root',
      released: plan.roots,
      jobs: definition.steps.map(({ id, agent }) => ({
        stepId: id,
        queue: agent,
        releasedBy: releasedBy(plan.steps.get(id) as PlannedStep),
      })),
    },
  };
}

/** What a step waits for, and for a fallback the step that it serves. */
function releasedBy({ dependencies, fallbackOf }: PlannedStep): string[] {
  const ids = dependencies.map(({ stepId }) => stepId);
  return fallbackOf === undefined || ids.includes(fallbackOf) ? ids : [...ids, fallbackOf];
}

function describeStep(step: Step, { level, dependencies, dependents, fallbackOf }: PlannedStep): StepDescription {
  const { id, agent, action, condition } = step;
  return {
    stepId: id,
    agent,
    action,
    level,
    dependencies,
    dependents,
    ...(condition !== undefined && { condition }),
    ...(fallbackOf !== undefined && { fallbackOf }),
  };
}
