import { spelledLike } from '../reading/field-name.js';
import type { JsonSchema } from './describe.js';

/** Which of its spellings is proposed for a field. */
export type Style = 'camel' | 'snake';

/**
 * Every object of the language with each field in all of its spellings, of which one is proposed, and none beside
 * another. An object of the language is one that refuses other fields.
 */
export function spellFields(value: unknown, style: Style): unknown {
  if (Array.isArray(value)) return value.map((item) => spellFields(item, style));
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, spellFields(member, style)]));
  if (schema['additionalProperties'] === false) return spelled(schema, style);
  return schema['doNotSuggest'] === true ? unsuggested(schema) : schema;
}

function spelled(schema: JsonSchema, style: Style): JsonSchema {
  const properties: Record<string, unknown> = {};
  const rules = [...((schema['allOf'] ?? []) as JsonSchema[])];
  const required = new Set((schema['required'] ?? []) as string[]);
  for (const [field, member] of Object.entries(schema['properties'] as Record<string, JsonSchema>)) {
    const { aliases, ...proposed } = member as JsonSchema & { readonly aliases?: readonly string[] };
    const [first, ...others] = spellingsOf(field, style, aliases);
    properties[first] = proposed;
    for (const other of others) properties[other] = unsuggested(proposed);
    if (others.length === 0) continue;
    const all = [first, ...others];
    if (required.delete(field)) rules.push({ anyOf: all.map((spelling) => ({ required: [spelling] })) });
    rules.push(...pairsOf(all).map(notBoth));
  }
  const { required: _, allOf: __, ...rest } = schema;
  return {
    ...rest,
    properties,
    ...(required.size > 0 && { required: [...required] }),
    ...(rules.length > 0 && { allOf: rules }),
  };
}

/** Taken, and not proposed. An editor that reads YAML looks for the mark beside `allOf`, and not beside `$ref`. */
function unsuggested({ $ref, ...schema }: JsonSchema): JsonSchema {
  return { ...schema, ...($ref !== undefined && { allOf: [{ $ref }] }), doNotSuggest: true };
}

/** The proposed spelling first. */
function spellingsOf(field: string, style: Style, aliases: readonly string[] = []): [string, ...string[]] {
  const proposed = style === 'snake' ? spelledLike('_', field) : field;
  const [first = '', ...words] = field.split(/(?=[A-Z])/);
  const spellings = words.reduce(
    (starts, word) => starts.flatMap((start) => [start + word, `${start}_${word.toLowerCase()}`]),
    [first],
  );
  return [proposed, ...spellings.filter((spelling) => spelling !== proposed), ...aliases];
}

function pairsOf(names: readonly string[]): [string, string][] {
  return names.flatMap((one, index) => names.slice(index + 1).map((other): [string, string] => [one, other]));
}

function notBoth([one, other]: [string, string]): JsonSchema {
  return {
    not: { required: [one, other] },
    errorMessage: `${one} and ${other} are the same field: write one of them.`,
  };
}
