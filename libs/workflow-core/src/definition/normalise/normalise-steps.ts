import type { InputDeclaration } from '../definition.js';
import { ObjectReader, type Shape } from '../reading/object-reader.js';
import { idSchema, isJsonObject } from '../reading/schemas.js';
import { showValue } from '../reading/show-value.js';
import type { Step } from '../step-kinds.js';
import { kebabCase } from './kebab-case.js';
import { normaliseStep, stepShape, taskShape } from './normalise-step.js';
import type { TaskNames } from './task-inputs.js';

export const maxSteps = 10_000;
/** Steps within each other. */
const maxDepth = 8;

/** The steps of a definition; in `tasks` spelling, lists of inputs are resolved against its inputs and tasks. */
export function normaliseSteps(
  definition: ObjectReader,
  inputs: readonly InputDeclaration[],
  isTasks: boolean,
): Step[] {
  if (!isTasks) return new StepLists(stepShape).read(definition, 0, undefined);
  const names: TaskNames = { inputs: new Set(inputs.map(({ name }) => name)), tasks: new Set() };
  return new StepLists(taskShape).read(definition, 0, names);
}

/** Reads the list of a definition's steps, and the lists inside them. */
class StepLists {
  private count = 0;

  constructor(private readonly shape: Shape) {}

  /** `outer` is there for tasks alone. */
  read(container: ObjectReader, depth: number, outer: TaskNames | undefined): Step[] {
    const listed = container.needList('steps', 1);
    if (this.isBeyondLimits(container, listed.length, depth)) return [];
    const readers = listed.map(({ value, place }) => {
      if (isJsonObject(value)) return new ObjectReader(container.reading, place, value, this.shape);
      const message = `A step must be an object; found ${showValue(value)}.`;
      container.reading.refuse('INVALID_VALUE', place.written, message);
      return new ObjectReader(container.reading, place, {}, this.shape);
    });
    const ids = readers.map(readId);
    const names = outer && { inputs: outer.inputs, tasks: new Set(ids), outer };
    const readInnerSteps = (inner: ObjectReader): Step[] => this.read(inner, depth + 1, names);
    return readers.map((reader, index) => normaliseStep(reader, ids[index] as string, { readInnerSteps, names }));
  }

  private isBeyondLimits(container: ObjectReader, length: number, depth: number): boolean {
    if (depth > maxDepth) {
      refuseSize(container, `Steps stand inside other steps at most ${maxDepth} deep.`);
      return true;
    }
    const wasWithin = this.count <= maxSteps;
    this.count += length;
    if (this.count <= maxSteps) return false;
    // Said once: it holds for every list after this one.
    if (wasWithin)
      refuseSize(container, `A definition has at most ${maxSteps} steps, those inside other steps counted.`);
    return true;
  }
}

function refuseSize(container: ObjectReader, message: string): void {
  container.reading.refuse('TOO_LARGE', container.written('steps'), message);
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
