import { nearestName } from '../../expression/nearest-name.js';
import { pointerTo } from '../json-pointer.js';
import type { JsonObject } from '../json.js';
import type { ObjectReader } from '../reading/object-reader.js';
import { outputTemplate, triggerTemplate } from './read-template.js';
import { inputsSchema, keySchema } from '../reading/schemas.js';

/** What the names in a task's list of inputs can mean. */
export interface TaskNames {
  readonly inputs: ReadonlySet<string>;
  /** The tasks of the same list. */
  readonly tasks: ReadonlySet<string>;
  /** For tasks inside another one: what names mean around it. */
  readonly outer?: TaskNames;
}

/**
 * The inputs of a task: an object as it is; a list names workflow inputs, else tasks; without any, a task gets the
 * outputs of its dependencies under their ids.
 */
export function taskInputs(task: ObjectReader, dependencies: readonly string[], names: TaskNames): JsonObject {
  const written = task.raw('inputs');
  if (written === undefined) return inputsOfDependencies(task, dependencies);
  if (!Array.isArray(written)) return task.take('inputs', inputsSchema) ?? {};
  const inputs: Record<string, string> = {};
  for (const { value, place } of task.list('inputs')) {
    const name = keySchema.safeParse(value);
    if (!name.success) {
      task.reading.refuse(
        'INVALID_VALUE',
        place.written,
        'A listed input must be the name of a workflow input or of a task.',
      );
      continue;
    }
    const template = templateFor(name.data, names);
    if (template === undefined) refuseUnknown(task, place.written, name.data, names);
    else inputs[name.data] = template;
    task.reading.origins.set(pointerTo(task.place.normal, 'inputs', name.data), place.written);
  }
  return inputs;
}

function templateFor(name: string, names: TaskNames): string | undefined {
  if (names.inputs.has(name)) return triggerTemplate(name);
  return scopesOf(names).some(({ tasks }) => tasks.has(name)) ? outputTemplate(name) : undefined;
}

/** The scopes that a task stands in, its own first. */
function scopesOf(names: TaskNames): TaskNames[] {
  return [names, ...(names.outer === undefined ? [] : scopesOf(names.outer))];
}

function refuseUnknown(task: ObjectReader, path: string, name: string, names: TaskNames): void {
  const nearest = nearestName(name, [...names.inputs, ...scopesOf(names).flatMap(({ tasks }) => [...tasks])]);
  const question = nearest === undefined ? '.' : `: did you mean \`${nearest}\`?`;
  task.reading.refuse(
    'UNKNOWN_INPUT',
    path,
    `\`${name}\` is neither an input of the workflow nor a task${question}`,
    nearest,
  );
}

function inputsOfDependencies(task: ObjectReader, dependencies: readonly string[]): JsonObject {
  const { normal } = task.place;
  dependencies.forEach((id, index) => {
    const origin = task.reading.origins.of(`${normal}/dependsOn/steps/${index}`);
    task.reading.origins.set(pointerTo(normal, 'inputs', id), origin);
  });
  return Object.fromEntries(dependencies.map((id) => [id, outputTemplate(id)]));
}
