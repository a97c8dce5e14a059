import type {
  ChoiceStep,
  DeferredChoiceStep,
  InterleaveStep,
  LoopStep,
  MapStep,
  Step,
} from '../definition/step-kinds.js';
import type { Dependency, Plan, PlannedContainer, PlannedStep, ScopePlan } from './plan.js';

/**
 * A plan as a Mermaid flowchart: declared dependencies are plain arrows, others say that they are read or taken. What
 * an agent does is a box; a choice is a diamond, a wait a hexagon, an end a rounded box, a child run a box with double
 * sides; a map, a loop and an interleave are frames around their steps. A join other than `all` stands in its step.
 */
export function toMermaid(plan: Plan): string {
  return `${['flowchart TD', ...linesOf(plan, 's').map((line) => `  ${line}`)].join('\n')}\n`;
}

/** Nodes, then arrows. `prefix` tells the nodes of one scope from those of another. */
function linesOf(scope: ScopePlan, prefix: string): string[] {
  const node = (stepId: string): string => `${prefix}${stepOf(scope, stepId).index}`;
  const steps = [...scope.steps.values()];
  return [
    ...steps.flatMap((step) => nodeLines(step, node(step.id))),
    ...steps.flatMap((step) => [
      ...step.dependencies.map(
        (dependency) => `${node(dependency.stepId)} ${arrowOf(scope, dependency, step.id)} ${node(step.id)}`,
      ),
      ...(scope.turns?.get(step.id) ?? []).map((before) => `${node(before)} -. goes before .-> ${node(step.id)}`),
      ...(step.fallbackOf === undefined ? [] : [`${node(step.fallbackOf)} -. on failure .-> ${node(step.id)}`]),
    ]),
  ];
}

function nodeLines({ step, control }: PlannedStep, node: string): string[] {
  if (step.kind !== 'map' && step.kind !== 'loop' && step.kind !== 'interleave') return [`${node}${shapeOf(step)}`];
  const container = control as PlannedContainer;
  const inside = linesOf(container.scope, `${node}_`).map((line) => `  ${line}`);
  return [`subgraph ${node}[${labelOf(step, containerWords(container))}]`, ...inside, 'end'];
}

function stepOf({ steps }: ScopePlan, stepId: string): PlannedStep {
  return steps.get(stepId) as PlannedStep;
}

function shapeOf(step: Exclude<Step, MapStep | LoopStep | InterleaveStep>): string {
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
    case 'workflow':
      return `[[${labelOf(step, `runs ${step.workflow.id}`)}]]`;
  }
}

function waitWords(step: Step & { kind: 'wait' | 'deferredChoice' | 'approval' }): string {
  if (step.kind === 'approval') return 'approval';
  if (step.kind === 'deferredChoice') return `first of ${step.wait.firstOf.map(({ id }) => id).join(', ')}`;
  if ('signal' in step.wait) return `waits for ${step.wait.signal}`;
  return 'delay' in step.wait ? `waits ${step.wait.delay} ms` : `waits until ${step.wait.until}`;
}

function containerWords(control: PlannedContainer): string {
  switch (control.kind) {
    case 'map':
      return `for each of ${control.over.text}`;
    case 'loop':
      return control.while === undefined ? `until ${control.until?.text}` : `while ${control.while.text}`;
    case 'interleave':
      return 'one at a time';
  }
}

function labelOf({ id, dependsOn }: Step, words: string): string {
  return `"${[id, words, ...joinWords(dependsOn)].map(escaped).join('<br/>')}"`;
}

/** How a step joins what it waits for, where that is not by waiting for all. */
function joinWords({ join, rest }: Step['dependsOn']): string[] {
  if (join === 'all') return [];
  const by = typeof join === 'string' ? join : 'when' in join ? join.when : `at least ${join.atLeast}`;
  return [`joins by ${by}${rest === 'cancel' ? ', cancels the rest' : ''}`];
}

function arrowOf(scope: ScopePlan, { stepId, reasons }: Dependency, targetId: string): string {
  if (reasons.some(({ kind }) => kind === 'branch')) {
    return `-- "${escaped(branchWords(scope, stepId, targetId))}" -->`;
  }
  return reasons.some(({ kind }) => kind === 'declared') ? '-->' : '-- read -->';
}

/** What must hold for the choice to take the target. */
function branchWords(scope: ScopePlan, choiceId: string, targetId: string): string {
  const step = stepOf(scope, choiceId).step as ChoiceStep | DeferredChoiceStep;
  if (step.kind === 'deferredChoice') {
    return step.wait.firstOf.flatMap(({ id, then }) => (then.includes(targetId) ? [id] : [])).join(' or ');
  }
  const whens = step.choose.branches.flatMap(({ when, then }) => (then.includes(targetId) ? [when] : []));
  return [...whens, ...(step.choose.otherwise?.includes(targetId) === true ? ['otherwise'] : [])].join(' or ');
}

/** Quotes and angle brackets as Mermaid takes them inside a label. */
function escaped(words: string): string {
  return words.replaceAll('"', '#quot;').replaceAll('<', '#lt;');
}
