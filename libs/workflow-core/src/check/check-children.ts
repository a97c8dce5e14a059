import type { InputDeclaration, WorkflowDefinition } from '../definition/definition.js';
import { inputMismatch } from '../definition/input-mismatch.js';
import { pointerTo } from '../definition/json-pointer.js';
import type { Json } from '../definition/json.js';
import { showValue } from '../definition/reading/show-value.js';
import type { WorkflowStep } from '../definition/step-kinds.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import type { PlannedControl } from '../plan/plan.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';

/** A workflow that a step starts; without a version the latest one. */
export interface ChildWorkflow {
  readonly id: string;
  readonly version?: number;
}

/** What is known of a workflow of the team. */
export type KnownWorkflow =
  | { readonly kind: 'found'; readonly inputs: readonly InputDeclaration[] }
  | { readonly kind: 'missing' | 'retired' };

/** Tells of the team's workflows. Where nobody can tell, nothing is said of them. */
export type FindWorkflow = (child: ChildWorkflow) => KnownWorkflow;

/** The workflows that a definition starts, each once, without itself. */
export function childrenOf({ id }: WorkflowDefinition, scopes: readonly CheckedScope[]): ChildWorkflow[] {
  const found = new Map<string, ChildWorkflow>();
  for (const step of scopes.flatMap(({ steps }) => steps)) {
    if (step.kind !== 'workflow' || step.workflow.id === '' || isItself(id, step.workflow)) continue;
    const child = childOf(step);
    found.set(JSON.stringify(child), child);
  }
  return [...found.values()];
}

/**
 * Refuses child workflows that the team does not have, and inputs that are known before any run and are not what the
 * child declares. A definition may start itself before it was ever published.
 */
export function checkChildren(
  definition: WorkflowDefinition,
  scopes: readonly CheckedScope[],
  find: FindWorkflow | undefined,
  findings: Findings,
): void {
  const placed = scopes.flatMap(({ steps, compiled }) => steps.map((step, at) => [step, compiled[at]] as const));
  for (const [step, compiled] of placed) {
    if (step.kind !== 'workflow' || step.workflow.id === '') continue;
    const { path: base, control } = compiled as CompiledStep;
    const path = `${base}/workflow`;
    const own: KnownWorkflow = { kind: 'found', inputs: definition.inputs };
    const known = isItself(definition.id, step.workflow) ? own : find?.(childOf(step));
    if (known?.kind === 'found') {
      const { inputs } = control as PlannedControl & { kind: 'workflow' };
      checkInputs(step, known.inputs, [...inputs.templates.keys()], `${path}/inputs`, findings);
    } else if (known !== undefined) refuse(step, known.kind, path, findings);
  }
}

/** Whether a definition of this id starts itself, in its latest version. */
export function isItself(id: string, child: ChildWorkflow): boolean {
  return child.id === id && child.version === undefined;
}

function childOf({ workflow: { id, version } }: WorkflowStep): ChildWorkflow {
  return version === undefined ? { id } : { id, version };
}

function refuse(
  { workflow: { id, version } }: WorkflowStep,
  kind: 'missing' | 'retired',
  path: string,
  findings: Findings,
): void {
  if (kind === 'retired') {
    findings.refuse(
      'UNKNOWN_WORKFLOW',
      `${path}/id`,
      `The workflow \`${id}\` is retired: no new run of it is started.`,
    );
  } else if (version === undefined) {
    findings.refuse('UNKNOWN_WORKFLOW', `${path}/id`, `There is no workflow \`${id}\`: publish it first.`);
  } else {
    const message = `There is no version ${version} of a workflow \`${id}\`.`;
    findings.refuse('UNKNOWN_WORKFLOW', `${path}/version`, message);
  }
}

/** What a template gives is known when the child is to start, and checked then. */
function checkInputs(
  { workflow: { id, inputs } }: WorkflowStep,
  declared: readonly InputDeclaration[],
  templates: readonly string[],
  path: string,
  findings: Findings,
): void {
  for (const { name, type, required, default: fallback } of declared) {
    const place = pointerTo('', name);
    const value = Object.hasOwn(inputs, name) ? (inputs[name] as Json) : undefined;
    const subject = `The input \`${name}\` of the workflow \`${id}\``;
    if (value === undefined) {
      if (required && fallback === undefined) findings.refuse('INVALID_INPUT', path + place, `${subject} is missing.`);
      continue;
    }
    if (templates.some((template) => template === place || template.startsWith(`${place}/`))) continue;
    const wanted = inputMismatch(type, value);
    if (wanted === undefined) continue;
    findings.refuse('INVALID_INPUT', path + place, `${subject} must be ${wanted}; found ${showValue(value)}.`);
  }
}
