import type { PlanDescription, StepDescription } from '@workflow/core';
import { printable } from './printable.js';

/** A plan for a person: level by level, with the reason of each dependency, inner steps indented below their container. */
export function planLines(plan: PlanDescription): string[] {
  const steps = new Map(plan.steps.map((step) => [step.stepId, step]));
  const all = plan.steps.flatMap((step) => placed(step, 0));
  const idWidth = Math.max(...all.map(({ step, depth }) => step.stepId.length + 2 * depth));
  const inner = all.length - plan.steps.length;
  const total = `${count(all.length, 'step')}${inner === 0 ? '' : ` (${inner} inside others)`}`;
  const lines = [`${plan.workflowId}  ${total}, ${count(plan.levels.length, 'level')}`];
  plan.levels.forEach((level, index) => {
    lines.push(`level ${index}`);
    for (const step of level.map((stepId) => steps.get(stepId)))
      if (step !== undefined) lines.push(...placed(step, 0).flatMap((each) => stepLines(each, idWidth)));
  });
  lines.push(`critical path: ${plan.criticalPath.join(' → ')}`);
  return lines.map(printable);
}

interface PlacedStep {
  readonly step: StepDescription;
  /** Containers around it. */
  readonly depth: number;
}

/** A step, and below it all that it holds, by level. */
function placed(step: StepDescription, depth: number): PlacedStep[] {
  const inside = (step.inside ?? []).toSorted((a, b) => a.level - b.level);
  return [{ step, depth }, ...inside.flatMap((each) => placed(each, depth + 1))];
}

function stepLines({ step, depth }: PlacedStep, idWidth: number): string[] {
  const { stepId, kind, agent, action, dependencies, join, rest, condition, fallbackOf } = step;
  const indent = ' '.repeat(idWidth + 4);
  const name = `${'  '.repeat(depth)}${stepId}`.padEnd(idWidth);
  const lines = [`  ${name}  ${agent === undefined ? kind : `${agent} ${action}`}`];
  for (const dependency of dependencies) {
    lines.push(`${indent}after ${dependency.stepId}: ${dependency.reasons.map(reasonWords).join(', ')}`);
  }
  if (join !== undefined)
    lines.push(`${indent}joins by ${joinWords(join)}${rest === 'cancel' ? ', cancels the rest' : ''}`);
  if (fallbackOf !== undefined) lines.push(`${indent}only when ${fallbackOf} has failed`);
  if (condition !== undefined) lines.push(`${indent}if ${condition}`);
  return lines;
}

function reasonWords(reason: StepDescription['dependencies'][number]['reasons'][number]): string {
  if (reason.kind === 'read') return `read by ${reason.path} {{${reason.expression}}}`;
  return reason.kind === 'branch' ? 'when it takes this step' : 'declared';
}

function joinWords(join: NonNullable<StepDescription['join']>): string {
  if (typeof join === 'string') return join;
  return 'when' in join ? `{{${join.when}}}` : `at least ${join.atLeast}`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
