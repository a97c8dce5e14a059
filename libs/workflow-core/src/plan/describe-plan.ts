import type { Join } from '../definition/definition.js';
import type { StepKind } from '../definition/step-kinds.js';
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
  readonly kind: StepKind;
  /** Of an action. */
  readonly agent?: string;
  readonly action?: string;
  readonly level: number;
  readonly dependencies: readonly Pick<Dependency, 'stepId' | 'reasons'>[];
  /** Absent: it waits for all of them. */
  readonly join?: Join;
  /** What becomes of the steps that the join leaves behind. */
  readonly rest?: 'keep' | 'cancel';
  readonly dependents: readonly string[];
  readonly condition?: string;
  readonly fallbackOf?: string;
  /** Of a map, a loop or an interleave: the steps of one instance, in the order of the definition, with levels of their own. */
  readonly inside?: readonly StepDescription[];
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
  /** The agent whose workers take it; `control` for what the engine does itself. */
  readonly queue: string;
  /** Steps whose settling adds it; empty for those that are added with the root. */
  readonly releasedBy: readonly string[];
}

export function describePlan(plan: Plan): PlanDescription {
  const { definition, levels, criticalPath } = plan;
  return {
    workflowId: definition.id,
    levels,
    steps: [...plan.steps.values()].map(describeStep),
    criticalPath,
    jobTree: {
      root: 'workflow-root',
      released: plan.roots,
      jobs: definition.steps.map((step) => ({
        stepId: step.id,
        queue: step.kind === 'action' ? step.agent : 'control',
        releasedBy: releasedBy(plan.steps.get(step.id) as PlannedStep),
      })),
    },
  };
}

/** What a step waits for, and for a fallback the step that it serves. */
function releasedBy({ dependencies, fallbackOf }: PlannedStep): string[] {
  const ids = dependencies.map(({ stepId }) => stepId);
  return fallbackOf === undefined || ids.includes(fallbackOf) ? ids : [...ids, fallbackOf];
}

function describeStep(planned: PlannedStep): StepDescription {
  const { step, level, dependencies, dependents, fallbackOf, control } = planned;
  const { id, kind, condition } = step;
  return {
    stepId: id,
    kind,
    ...(step.kind === 'action' && { agent: step.agent, action: step.action }),
    level,
    dependencies: dependencies.map(({ stepId, reasons }) => ({ stepId, reasons })),
    ...(step.dependsOn.join !== 'all' && { join: step.dependsOn.join, rest: step.dependsOn.rest ?? 'keep' }),
    dependents: dependents.map((dependent) => dependent.stepId),
    ...(condition !== undefined && { condition }),
    ...(fallbackOf !== undefined && { fallbackOf }),
    ...(control !== undefined && 'scope' in control && { inside: [...control.scope.steps.values()].map(describeStep) }),
  };
}
