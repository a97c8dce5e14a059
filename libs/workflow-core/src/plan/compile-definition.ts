import type { TriggerDeclaration, WorkflowDefinition } from '../definition/definition.js';
import type { ExpressionRoot } from '../expression/expression.js';
import type { ValueRefusal } from '../template/compiled-value.js';
import { isSchedule, namedSchedules } from '../schedule/named-schedules.js';
import { compileCall, compileStep, type CompiledStep } from './compile-step.js';
import { Compiler, stepRoots, type PlacedRead } from './compiler.js';
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

const handlerRoots: readonly ExpressionRoot[] = ['steps', 'trigger', 'team', 'run'];
const eventRoots: readonly ExpressionRoot[] = ['event', 'team'];
const scheduleRoots: readonly ExpressionRoot[] = ['trigger', 'team'];

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
  const triggers = compileTriggers(compiler, definition.triggers);
  return { steps, outputs, notify, triggers, looks: compiler.looks, refusals: compiler.refusals };
}

/** A trigger reads no step. */
function compileTriggers(compiler: Compiler, triggers: readonly TriggerDeclaration[]): PlannedTrigger[] {
  const ids = new Map(namedSchedules(triggers).map(({ id, schedule }) => [schedule, id]));
  return triggers.map((trigger, index) => {
    const path = `/triggers/${index}`;
    if (isSchedule(trigger)) {
      const { schedule, inputs } = trigger;
      const id = ids.get(schedule) as string;
      return { id, schedule, inputs: compiler.value(inputs, `${path}/inputs`, scheduleRoots, []) };
    }
    const { when, map, ...names } = trigger;
    const condition = compiler.expression(when, `${path}/when`, eventRoots, []);
    return {
      ...names,
      ...(condition && { when: condition }),
      ...(map && { map: compiler.value(map, `${path}/map`, eventRoots, []) }),
    };
  });
}
