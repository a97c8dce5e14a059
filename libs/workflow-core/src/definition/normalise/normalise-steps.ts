import type { InputDeclaration, Step } from '../definition.js';
import { kebabCase } from './kebab-case.js';
import { normaliseStep, stepShape, taskShape } from './normalise-step.js';
import { ObjectReader } from '../reading/object-reader.js';
import { idSchema, isJsonObject } from '../reading/schemas.js';
import { showValue } from '../reading/show-value.js';
import type { TaskNames } from './task-inputs.js';

const maxSteps = 10_000;

/** The steps of a definition; in `tasks` spelling, lists of inputs are resolved against its inputs and tasks. */
export function normaliseSteps(
  definition: ObjectReader,
  inputs: readonly InputDeclaration[],
  isTasks: boolean,
): Step[] {
  if (!definition.has('steps')) definition.refuseMissing('steps');
  const listed = definition.list('steps');
  const isList = Array.isArray(definition.raw('steps'));
  if (isList && listed.length === 0) definition.refuseValue('steps', `a list of 1 to ${maxSteps} steps`);
  if (listed.length > maxSteps) {
    const message = `A definition has at most ${maxSteps} steps; this one has ${listed.length}.`;
    definition.reading.refuse('TOO_LARGE', definition.written('steps'), message);
    return [];
  }
  const shape = isTasks ? taskShape : stepShape;
  const readers = listed.map(({ value, place }) => {
    if (isJsonObject(value)) return new ObjectReader(definition.reading, place, value, shape);
    definition.reading.refuse('INVALID_VALUE', place.written, `A step must be an object; found ${showValue(value)}.`);
    return new ObjectReader(definition.reading, place, {}, shape);
  });
  const ids = readers.map(readId);
  const names: TaskNames | undefined = isTasks
    ? { inputs: new Set(inputs.map(({ name }) => name)), tasks: new Set(ids) }
    : undefined;
  return readers.map((reader, index) => normaliseStep(reader, ids[index] as string, names));
}

/** The id as written, or made of a task's name; empty when there is none that could be used. */
function readId(step: ObjectReader): string {
  const name = step.raw('name');
  if (step.has('id') || typeof name !== 'string') return step.need('id', idSchema) ?? '';
  return idFromName(step, name);
}

/** An id made of a name, refused at the name where none can be made. */
export function idFromName(reader: ObjectReader, name: string): string {
  const id = kebabCase(name);
  reader.reading.origins.set(`${reader.place.normal}/id`, reader.written('name'));
  if (idSchema.safeParse(id).success) return id;
  reader.refuseValue('name', 'a name that an id can be made of, or stand beside an `id`');
  return '';
}
