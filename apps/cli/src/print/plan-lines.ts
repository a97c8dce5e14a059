import type { PlanDescription, StepDescription } from '@workflow/core';
import { printable } from './printable.js';

/** A plan for a person: level by level, with the reason of each dependency. */
export function planLines(plan: PlanDescription): string[] {
  const steps = new Map(plan.steps.map((step) => [step.stepId, step]));
  const idWidth = Math.max(...plan.steps.map(({ stepId }) => stepId.length));
  const lines = [`${plan.workflowId}  ${count(plan.steps.length, 'step')}, ${count(plan.levels.length, 'level')}`];
  plan.levels.forEach((level, index) => {
    lines.push(`level ${index}`);
    for (const step of level.map((stepId) => steps.get(stepId)))
      if (step !== undefined) lines.push(...stepLines(step, idWidth));
  });
  lines.push(`critical path: ${plan.criticalPath.join(' → ')}`);
  return lines.map(printable);
}

function stepLines(step: StepDescription, idWidth: number): string[] {
  const { stepId, kind, agent, action, dependencies, join, rest, condition, fallbackOf } = step;
  const indent = ' '.repeat(idWidth + 4);
  const lines = [`  ${stepId.padEnd(idWidth)}  ${agent === undefined ? kind : `${agent} ${action}`}`];
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
