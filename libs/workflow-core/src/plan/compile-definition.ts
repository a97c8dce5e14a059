import type { TriggerDeclaration, WorkflowDefinition } from '../definition/definition.js';
import type { ValueRefusal } from '../template/compiled-value.js';
import { compileCall, compileStep } from './compile-step.js';
import type { CompiledStep } from './compiled-step.js';
import { Compiler, stepRoots, type Place, type PlacedRead } from './compiler.js';
import type { CompiledCall, PlannedOutput, PlannedTrigger } from './plan.js';

/** Every template and expression of a definition, parsed. What was refused is empty here and stands in `refusals`. */
export interface CompiledDefinition {
  readonly steps: readonly CompiledStep[];
  readonly outputs: readonly PlannedOutput[];
  readonly notify: readonly CompiledCall[];
  readonly triggers: readonly PlannedTrigger[];
  /** Reads that make no edge: by outputs, compensations, milestones, joins and the error handler. */
  readonly looks: readonly PlacedRead[];
  readonly refusals: readonly ValueRefusal[];
}

/** Parses everything once. Ids of steps are not looked up here. */
export function compileDefinition(definition: WorkflowDefinition): CompiledDefinition {
  const compiler = new Compiler();
  const names = { own: new Set(definition.steps.map(({ id }) => id)) };
  const place: Place = { roots: stepRoots, names };
  const handlerPlace: Place = { roots: [...stepRoots, 'run'], names };
  const steps = definition.steps.map((step, index) => compileStep(compiler, step, `/steps/${index}`, place));
  const outputs = definition.outputs.map(({ name, from }, index) => ({
    name,
    from: compiler.value(from, `/outputs/${index}/from`, place, compiler.looks),
  }));
  const notify = definition.errorHandler.notify.map((call, index) =>
    compileCall(compiler, call, `/errorHandler/notify/${index}`, handlerPlace),
  );
  const triggers = definition.triggers.map((trigger, index) => compileTrigger(compiler, trigger, `/triggers/${index}`));
  return { steps, outputs, notify, triggers, looks: compiler.looks, refusals: compiler.refusals };
}

/** A trigger reads no step. */
const triggerPlace: Place = { roots: ['event', 'team'], names: { own: new Set() } };

function compileTrigger(
  compiler: Compiler,
  { webhook, event, when, map }: TriggerDeclaration,
  path: string,
): PlannedTrigger {
  const condition = compiler.expression(when, `${path}/when`, triggerPlace, []);
  return {
    webhook,
    ...(event !== undefined && { event }),
    ...(condition && { when: condition }),
    ...(map && { map: compiler.value(map, `${path}/map`, triggerPlace, []) }),
  };
}
