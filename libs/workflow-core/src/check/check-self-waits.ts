import type { WorkflowDefinition } from '../definition/definition.js';
import type { Step, WorkflowStep } from '../definition/step-kinds.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import type { PlannedConcurrency, PlannedControl } from '../plan/plan.js';
import type { ExpressionRoot } from '../expression/expression.js';
import type { CompiledValue } from '../template/compiled-value.js';
import type { Template } from '../template/template.js';
import { isItself } from './check-children.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';

/** A mutex that a container holds while its inner steps run. */
interface Held {
  readonly holder: string;
  readonly scope: string;
  readonly key: string;
  readonly roots: readonly ExpressionRoot[];
}

/**
 * Refuses what waits for itself for ever: a step inside a container that holds the step's mutex, and a workflow of which
 * one run is let in at a time under a key that it shares with a run of itself, for which it waits. Where a few are let
 * in, it warns.
 */
export function checkSelfWaits(
  definition: WorkflowDefinition,
  compiled: CompiledDefinition,
  scopes: readonly CheckedScope[],
  findings: Findings,
): void {
  checkMutexes(definition.steps, compiled.steps, [], findings);
  const { concurrency } = compiled;
  if (concurrency === undefined) return;
  for (const { steps, compiled: inScope } of scopes) {
    for (const [index, step] of steps.entries()) {
      if (step.kind !== 'workflow' || !step.workflow.wait || !isItself(definition.id, step.workflow)) continue;
      const { path, control } = inScope[index] as CompiledStep;
      const { inputs } = control as PlannedControl & { kind: 'workflow' };
      if (isHandedOn(concurrency.key, inputs)) tellOfRecursion(step, concurrency, `${path}/workflow/id`, findings);
    }
  }
}

function checkMutexes(
  steps: readonly Step[],
  compiled: readonly CompiledStep[],
  held: readonly Held[],
  findings: Findings,
): void {
  for (const [index, step] of steps.entries()) {
    const { path, mutex, container } = compiled[index] as CompiledStep;
    const own = mutex && heldBy(step, mutex);
    const outer = own && held.find(({ scope, key }) => scope === own.scope && key === own.key);
    if (outer !== undefined) {
      const message =
        `\`${step.id}\` would wait for itself for ever: \`${outer.holder}\`, in which it stands, ` +
        'holds the same mutex until it has ended.';
      findings.refuse('SELF_WAIT', `${path}/mutex/key`, message, 'leave one of the two out');
    }
    if (container === undefined) continue;
    const around = own === undefined ? held : [...held, own];
    const inside = around.filter(({ roots }) => !roots.some((root) => ownRoots(step).includes(root)));
    checkMutexes(container.steps, container.compiled, inside, findings);
  }
}

/** Keys are told apart by their texts and by what stands in their braces; undefined for one that was refused. */
function heldBy({ id }: Step, { key, scope }: NonNullable<CompiledStep['mutex']>): Held | undefined {
  if (key.value === null) return undefined;
  const template = key.templates.get('');
  const holes = template?.holes ?? [];
  const parts = [template?.texts ?? [key.value], holes.map(({ expression }) => expression.text)];
  return { holder: id, scope, key: JSON.stringify(parts), roots: holes.flatMap(({ expression }) => expression.roots) };
}

/** The roots that mean something else inside a container than around it. */
function ownRoots({ kind }: Step): readonly ExpressionRoot[] {
  if (kind === 'map') return ['item', 'index'];
  return kind === 'loop' ? ['loop'] : [];
}

/** Whether a child's key is that of its parent: it reads what both have, or inputs that the parent hands on as they are. */
function isHandedOn(key: CompiledValue, inputs: CompiledValue): boolean {
  const holes = key.value === null ? undefined : (key.templates.get('')?.holes ?? []);
  return (
    holes?.every(({ expression }) => !expression.roots.includes('trigger') || isPassed(expression, inputs)) === true
  );
}

function isPassed({ text, tree }: Template['holes'][number]['expression'], inputs: CompiledValue): boolean {
  if (tree.kind !== 'member' || tree.object.kind !== 'root') return false;
  const handed = inputs.templates.get(`/${tree.name}`);
  const [hole, ...more] = handed?.holes ?? [];
  return hole?.expression.text === text && more.length === 0 && handed?.texts.join('') === '';
}

function tellOfRecursion(
  { id, workflow }: WorkflowStep,
  { limit }: PlannedConcurrency,
  path: string,
  findings: Findings,
): void {
  const subject = `\`${id}\` waits for a run of \`${workflow.id}\` itself under the same \`concurrency\` key`;
  const wayOut = 'do not wait for it, or give it a key of its own';
  if (limit === 1) {
    const message = `${subject}, which lets in one at a time: that run begins when this one has ended, so neither ever does.`;
    findings.refuse('SELF_WAIT', path, message, wayOut);
    return;
  }
  const message = `${subject}, which lets in ${limit}: as soon as ${limit} of them wait like this, none ever ends.`;
  findings.warn('LIMITED_RECURSION', path, message, wayOut);
}
