import type { InputType, WorkflowDefinition } from '../definition/definition.js';
import type { JsonObject } from '../definition/json.js';
import { isSchedule } from '../schedule/named-schedules.js';
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
 * What the trigger of a run is, by the declared inputs and by what triggers make of events and of the time. Undefined
 * where no inputs are declared, or where a declaration was refused. A trigger without a map brings its event, which may
 * hold anything.
 */
export function triggerShape({ inputs, triggers }: Pick<WorkflowDefinition, 'inputs' | 'triggers'>): Shape {
  if (inputs.length === 0 || inputs.some(({ name }) => name === '')) return undefined;
  const declared = inputs.map(({ name, type }): [string, JsonObject] => {
    const scalar = scalarTypes[type];
    return [name, scalar === undefined ? {} : { type: scalar }];
  });
  const given = triggers.map((trigger) => (isSchedule(trigger) ? trigger.inputs : trigger.map));
  const mapped = given.flatMap((fields = {}) => Object.keys(fields).map((name): [string, JsonObject] => [name, {}]));
  const properties = Object.fromEntries([...mapped, ...declared]);
  const additionalProperties = given.includes(undefined);
  return new SchemaReader({ type: 'object', properties, additionalProperties }).shape;
}
