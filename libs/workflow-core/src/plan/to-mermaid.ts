import type {
  ChoiceStep,
  DeferredChoiceStep,
  InterleaveStep,
  LoopStep,
  MapStep,
  Step,
} from '../definition/step-kinds.js';
import type { Dependency, Plan, PlannedStep } from './plan.js';

/**
 * A plan as a Mermaid flowchart: declared dependencies are plain arrows, others say that they are read or taken. What
 * an agent does is a box; a choice is a diamond, a wait a hexagon, an end a rounded box, what holds other steps a box
 * with double sides.
 */
export function toMermaid(plan: Plan): string {
  const lines = ['flowchart TD'];
  for (const step of plan.definition.steps) lines.push(`  ${nodeOf(plan, step.id)}${shapeOf(step)}`);
  for (const step of plan.steps.values()) {
    for (const dependency of step.dependencies) {
      const from = nodeOf(plan, dependency.stepId);
      lines.push(`  ${from} ${arrowOf(plan, dependency, step.id)} ${nodeOf(plan, step.id)}`);
    }
    if (step.fallbackOf === undefined) continue;
    lines.push(`  ${nodeOf(plan, step.fallbackOf)} -. on failure .-> ${nodeOf(plan, step.id)}`);
  }
  return `${lines.join('\n')}\n`;
}

function nodeOf(plan: Plan, stepId: string): string {
  return `s${(plan.steps.get(stepId) as PlannedStep).index}`;
}

function shapeOf(step: Step): string {
  switch (step.kind) {
    case 'action':
      return `[${labelOf(step, `${step.agent} ${step.action}`)}]`;
    case 'choice':
      return `{${labelOf(step, step.choose.mode === 'first' ? 'first that holds' : 'every that holds')}}`;
    case 'wait':
    case 'deferredChoice':
    case 'approval':
      return `{{${labelOf(step, waitWords(step))}}}`;
    case 'end':
      return `([${labelOf(step, `ends the run ${step.end.outcome}`)}])`;
    case 'map':
    case 'loop':
    case 'interleave':
    case 'workflow':
      return `[[${labelOf(step, containerWords(step))}]]`;
  }
}

function waitWords(step: Step & { kind: 'wait' | 'deferredChoice' | 'approval' }): string {
  if (step.kind === 'approval') return 'approval';
  if (step.kind === 'deferredChoice') return `first of ${step.wait.firstOf.map(({ id }) => id).join(', ')}`;
  if ('signal' in step.wait) return `waits for ${step.wait.signal}`;
  return 'delay' in step.wait ? `waits ${step.wait.delay} ms` : `waits until ${step.wait.until}`;
}

function containerWords(step: Step & { kind: 'map' | 'loop' | 'interleave' | 'workflow' }): string {
  if (step.kind === 'workflow') return `runs ${step.workflow.id}`;
  return `${step.kind} of ${innerSteps(step)
    .map(({ id }) => id)
    .join(', ')}`;
}

function innerSteps(step: MapStep | LoopStep | InterleaveStep): readonly Step[] {
  switch (step.kind) {
    case 'map':
      return step.map.steps;
    case 'loop':
      return step.loop.steps;
    case 'interleave':
      return step.interleave.steps;
  }
}

function labelOf({ id }: Step, words: string): string {
  return `"${`${id}<br/>${words}`.replaceAll('"', '#quot;')}"`;
}

function arrowOf(plan: Plan, { stepId, reasons }: Dependency, targetId: string): string {
  if (reasons.some(({ kind }) => kind === 'branch')) {
    return `-- "${branchWords(plan, stepId, targetId).replaceAll('"', '#quot;')}" -->`;
  }
  return reasons.some(({ kind }) => kind === 'declared') ? '-->' : '-- read -->';
}

/** What must hold for the choice to take the target. */
function branchWords(plan: Plan, choiceId: string, targetId: string): string {
  const step = (plan.steps.get(choiceId) as PlannedStep).step as ChoiceStep | DeferredChoiceStep;
  if (step.kind === 'deferredChoice') {
    return step.wait.firstOf.flatMap(({ id, then }) => (then.includes(targetId) ? [id] : [])).join(' or ');
  }
  const whens = step.choose.branches.flatMap(({ when, then }) => (then.includes(targetId) ? [when] : []));
  return [...whens, ...(step.choose.otherwise?.includes(targetId) === true ? ['otherwise'] : [])].join(' or ');
}
