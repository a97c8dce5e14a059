import type { TriggerDeclaration, WorkflowDefinition } from '../definition/definition.js';
import type { ExpressionRoot } from '../expression/expression.js';
import type { ValueRefusal } from '../template/compiled-value.js';
import { compileCall, compileStep, type CompiledStep } from './compile-step.js';
import { Compiler, stepRoots, type PlacedRead } from './compiler.js';
import type { CompiledCall, PlannedConcurrency, PlannedOutput, PlannedTrigger } from './plan.js';

/** Every template and expression of a definition, parsed. What was refused is empty here and stands in `refusals`. */
export interface CompiledDefinition {
  readonly steps: readonly CompiledStep[];
  readonly outputs: readonly PlannedOutput[];
  readonly notify: readonly CompiledCall[];
  readonly triggers: readonly PlannedTrigger[];
  readonly concurrency?: PlannedConcurrency;
  /** Reads that make no edge: by outputs, compensations, milestones, joins and the error handler. */
  readonly looks: readonly PlacedRead[];
  readonly refusals: readonly ValueRefusal[];
}

const handlerRoots: readonly ExpressionRoot[] = ['steps', 'trigger', 'team', 'run'];
const concurrencyRoots: readonly ExpressionRoot[] = ['trigger', 'team'];
const triggerRoots: readonly ExpressionRoot[] = ['event', 'team'];

/** Parses everything once. Ids of steps are not looked up here. */
export function compileDefinition(definition: WorkflowDefinition): CompiledDefinition {
  const compiler = new Compiler();
  const steps = definition.steps.map((step, index) => compileStep(compiler, step, `/steps/${index}`));
  const outputs = definition.outputs.map(({ name, from }, index) => ({
    name,
    from: compiler.value(from, `/outputs/${index}/from`, stepRoots, compiler.looks),
  }));
  const notify = definition.errorHandler.notify.map((call, index) =>
    compileCall(compiler, call, `/errorHandler/notify/${index}`, handlerRoots),
  );
  const triggers = definition.triggers.map((trigger, index) => compileTrigger(compiler, trigger, `/triggers/${index}`));
  const { concurrency } = definition;
  return {
    ...{ steps, outputs, notify, triggers },
    ...(concurrency && { concurrency: compileConcurrency(compiler, concurrency) }),
    ...{ looks: compiler.looks, refusals: compiler.refusals },
  };
}

function compileConcurrency(
  compiler: Compiler,
  { key, limit }: NonNullable<WorkflowDefinition['concurrency']>,
): PlannedConcurrency {
  // A run that waits for its place has not begun: there is no step to read.
  return { key: compiler.value(key, '/concurrency/key', concurrencyRoots, []), limit };
}

function compileTrigger(
  compiler: Compiler,
  { webhook, event, when, map }: TriggerDeclaration,
  path: string,
): PlannedTrigger {
  // A trigger reads no step.
  const condition = compiler.expression(when, `${path}/when`, triggerRoots, []);
  return {
    webhook,
    ...(event !== undefined && { event }),
    ...(condition && { when: condition }),
    ...(map && { map: compiler.value(map, `${path}/map`, triggerRoots, []) }),
  };
}
