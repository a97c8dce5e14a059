import { endOfHole } from '../../expression/end-of-hole.js';
import { nearestName } from '../../expression/nearest-name.js';
import type { Json, JsonObject } from '../../definition/json.js';
import { boundMismatch } from './bound-mismatch.js';
import { typeNames } from './type-names.js';

/** What a schema does not take in a value. */
export interface Mismatch {
  readonly path: readonly (string | number)[];
  /** Ends the sentence "The input `x` …", without its full stop. */
  readonly message: string;
  readonly hint?: string;
  readonly isUnknownKey?: true;
}

type Path = readonly (string | number)[];

/**
 * What can be said before any run of inputs against an action's JSON Schema. A template of one hole may become
 * anything, one with text around its holes becomes text. Keywords that are not known here are left to the full check
 * before each attempt.
 */
export function staticMismatches(schema: Json, value: Json, path: Path = []): Mismatch[] {
  if (!isObject(schema) || isHole(value)) return [];
  const own = ownMismatch(schema, value);
  if (own !== undefined) return [{ path, message: own }];
  const choices = schema['anyOf'] ?? schema['oneOf'];
  return [
    ...(isList(choices) ? choiceMismatches(choices, value, path) : []),
    ...(isList(schema['allOf']) ? schema['allOf'].flatMap((part) => staticMismatches(part, value, path)) : []),
    ...(isList(value) ? itemMismatches(schema, value, path) : []),
    ...(isObject(value) ? memberMismatches(schema, value, path) : []),
  ];
}

function ownMismatch(schema: JsonObject, value: Json): string | undefined {
  const { type } = schema;
  const types = (isList(type) ? type : [type]).filter((name) => typeof name === 'string');
  if (types.length > 0 && !types.some((name) => isOfType(name, value))) {
    return `must be ${types.map((name) => typeNames[name] ?? name).join(' or ')}`;
  }
  if (typeof value === 'string' && value.includes('{{')) return undefined;
  if (schema['const'] !== undefined && !isSame(schema['const'], value))
    return `must be ${JSON.stringify(schema['const'])}`;
  const allowed = schema['enum'];
  if (isList(allowed) && !allowed.some((one) => isSame(one, value))) {
    return `must be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`;
  }
  return boundMismatch(schema, value);
}

/** One choice must fit; where only one of them is more than null, what is wrong with it says more. */
function choiceMismatches(choices: readonly Json[], value: Json, path: Path): Mismatch[] {
  const found = choices.map((choice) => staticMismatches(choice, value, path));
  if (found.some((mismatches) => mismatches.length === 0)) return [];
  const real = found.filter((_, index) => !isNullType(choices[index] as Json));
  if (real.length === 1) return real[0] as Mismatch[];
  return [{ path, message: 'must have one of the shapes that the action takes' }];
}

function itemMismatches(schema: JsonObject, list: readonly Json[], path: Path): Mismatch[] {
  const items = schema['items'] ?? null;
  return list.flatMap((item, index) => staticMismatches(items, item, [...path, index]));
}

function memberMismatches(schema: JsonObject, object: JsonObject, path: Path): Mismatch[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = isList(schema['required']) ? (schema['required'] as readonly string[]) : [];
  const missing = required.filter((key) => !Object.hasOwn(object, key));
  return [
    ...missing.map((key): Mismatch => ({ path: [...path, key], message: 'is missing' })),
    ...Object.entries(object).flatMap(([key, member]) => {
      const place = [...path, key];
      if (Object.hasOwn(properties, key)) return staticMismatches(properties[key] as Json, member, place);
      const others = schema['additionalProperties'];
      return others === false
        ? [unknownKey(key, Object.keys(properties), place)]
        : staticMismatches(others ?? null, member, place);
    }),
  ];
}

function unknownKey(key: string, known: readonly string[], path: Path): Mismatch {
  const hint = nearestName(key, known);
  return {
    path,
    message: 'is not one that the action takes',
    isUnknownKey: true,
    ...(hint === undefined ? {} : { hint }),
  };
}

function isOfType(type: string, value: Json): boolean {
  if (type === 'array') return isList(value);
  if (type === 'object') return isObject(value);
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isHole(value: Json): boolean {
  return typeof value === 'string' && value.startsWith('{{') && endOfHole(value, 2) === value.length - 2;
}

function isNullType(schema: Json): boolean {
  return isObject(schema) && schema['type'] === 'null';
}

function isSame(left: Json, right: Json): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
