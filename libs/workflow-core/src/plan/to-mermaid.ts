import type { Step } from '../definition/definition.js';
import type { Dependency, Plan, PlannedStep } from './plan.js';

/** A plan as a Mermaid flowchart: declared dependencies are plain arrows, others say that they are read. */
export function toMermaid(plan: Plan): string {
  const lines = ['flowchart TD'];
  for (const step of plan.definition.steps) lines.push(`  ${nodeOf(plan, step.id)}["${labelOf(step)}"]`);
  for (const step of plan.steps.values()) {
    for (const dependency of step.dependencies) {
      lines.push(`  ${nodeOf(plan, dependency.stepId)} ${arrowOf(dependency)} ${nodeOf(plan, step.id)}`);
    }
    if (step.fallbackOf === undefined) continue;
    lines.push(`  ${nodeOf(plan, step.fallbackOf)} -. on failure .-> ${nodeOf(plan, step.id)}`);
  }
  return `${lines.join('\n')}\n`;
}

function nodeOf(plan: Plan, stepId: string): string {
  return `s${(plan.steps.get(stepId) as PlannedStep).index}`;
}

function labelOf({ id, agent, action }: Step): string {
  return `${id}<br/>${agent} ${action}`.replaceAll('"', '#quot;');
}

function arrowOf({ reasons }: Dependency): string {
  return reasons.some(({ kind }) => kind === 'declared') ? '-->' : '-- read -->';
}
