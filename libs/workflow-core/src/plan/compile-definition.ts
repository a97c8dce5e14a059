import type { TriggerDeclaration, WorkflowDefinition } from '../definition/definition.js';
import type { ValueRefusal } from '../template/compiled-value.js';
import { isSchedule, namedSchedules } from '../schedule/named-schedules.js';
import { compileCall, compileStep } from './compile-step.js';
import type { CompiledStep } from './compiled-step.js';
import { Compiler, stepRoots, type Place, type PlacedRead } from './compiler.js';
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
  const triggers = compileTriggers(compiler, definition.triggers);
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
  const place: Place = { roots: ['trigger', 'team'], names: { own: new Set() } };
  return { key: compiler.value(key, '/concurrency/key', place, []), limit };
}

/** A trigger reads no step. */
const eventPlace: Place = { roots: ['event', 'team'], names: { own: new Set() } };
const schedulePlace: Place = { roots: ['trigger', 'team'], names: { own: new Set() } };

function compileTriggers(compiler: Compiler, triggers: readonly TriggerDeclaration[]): PlannedTrigger[] {
  const ids = new Map(namedSchedules(triggers).map(({ id, schedule }) => [schedule, id]));
  return triggers.map((trigger, index) => {
    const path = `/triggers/${index}`;
    if (isSchedule(trigger)) {
      const { schedule, inputs } = trigger;
      const id = ids.get(schedule) as string;
      return { id, schedule, inputs: compiler.value(inputs, `${path}/inputs`, schedulePlace, []) };
    }
    const { when, map, ...names } = trigger;
    const condition = compiler.expression(when, `${path}/when`, eventPlace, []);
    return {
      ...names,
      ...(condition && { when: condition }),
      ...(map && { map: compiler.value(map, `${path}/map`, eventPlace, []) }),
    };
  });
}
