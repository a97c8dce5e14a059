import type { InputType, WorkflowDefinition } from '../definition/definition.js';
import type { JsonObject } from '../definition/json.js';
import { SchemaReader, type Shape } from './schema/schema-reader.js';

/** What JSON Schema calls the types that hold nothing further. What the others hold, a definition does not say. */
const scalarTypes: Partial<Record<InputType, string>> = {
  string: 'string',
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  'date-time': 'string',
  phone: 'string',
  email: 'string',
};

/**
 * What the trigger of a run is, by the declared inputs and by what webhooks are mapped to. Undefined where no inputs
 * are declared, or where a declaration was refused. A webhook without a map brings its event, which may hold anything.
 */
export function triggerShape({ inputs, triggers }: Pick<WorkflowDefinition, 'inputs' | 'triggers'>): Shape {
  if (inputs.length === 0 || inputs.some(({ name }) => name === '')) return undefined;
  const declared = inputs.map(({ name, type }): [string, JsonObject] => {
    const scalar = scalarTypes[type];
    return [name, scalar === undefined ? {} : { type: scalar }];
  });
  const mapped = triggers.flatMap(({ map = {} }) => Object.keys(map).map((name): [string, JsonObject] => [name, {}]));
  const properties = Object.fromEntries([...mapped, ...declared]);
  const additionalProperties = triggers.some(({ map }) => map === undefined);
  return new SchemaReader({ type: 'object', properties, additionalProperties }).shape;
}
