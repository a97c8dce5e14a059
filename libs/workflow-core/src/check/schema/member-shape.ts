import type { JsonObject } from '../../definition/json.js';
import { arrayMethods } from '../../expression/evaluate/array-methods.js';
import { stringMethods } from '../../expression/evaluate/string-methods.js';
import type { MethodName } from '../../expression/parse/tree.js';
import { eitherShape, type SchemaPart, SchemaReader, type Shape } from './schema-reader.js';

const count = new SchemaReader({ type: 'integer' }).shape;
const position = /^(0|[1-9]\d*)$/;

/** What stands at a member of a value of these kinds; an empty list when none of them has it. */
export function memberShape(parts: readonly SchemaPart[], name: string): Shape {
  return parts.reduce<Shape>((found, part) => eitherShape(found, memberOf(part, name)), []);
}

/** Whether a method can be called on a value of one of these kinds, or may stand there as data. */
export function hasMethod(parts: readonly SchemaPart[], method: MethodName): boolean {
  return parts.some((part) => {
    if (part.type === 'string') return stringMethods.has(method);
    if (part.type === 'array') return arrayMethods.has(method);
    return memberOf(part, method)?.length !== 0;
  });
}

/** The names that could have been meant. */
export function* memberNames(parts: readonly SchemaPart[]): Generator<string> {
  for (const { type, schema } of parts) {
    if (type === 'object') yield* Object.keys(propertiesOf(schema));
    if (type === 'string' || type === 'array') yield 'length';
  }
}

function memberOf(part: SchemaPart, name: string): Shape {
  switch (part.type) {
    case 'object':
      return propertyOf(part, name);
    case 'array':
      return name === 'length' ? count : itemOf(part, name);
    case 'string':
      if (name === 'length') return count;
      return position.test(name) ? [part] : [];
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
      return [];
    default:
      return undefined;
  }
}

function propertyOf({ schema, reader }: SchemaPart, name: string): Shape {
  const properties = propertiesOf(schema);
  if (Object.hasOwn(properties, name)) return reader.shapeOf(properties[name]);
  if (schema['patternProperties'] !== undefined) return undefined;
  const others = schema['additionalProperties'];
  return others === false ? [] : reader.shapeOf(others);
}

function itemOf({ schema, reader }: SchemaPart, name: string): Shape {
  if (!position.test(name)) return [];
  const first = schema['prefixItems'];
  const item = Array.isArray(first) ? (first as readonly JsonObject[])[Number(name)] : undefined;
  return reader.shapeOf(item ?? schema['items']);
}

function propertiesOf(schema: JsonObject): JsonObject {
  return (schema['properties'] ?? {}) as JsonObject;
}
