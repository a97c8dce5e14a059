/** A JSON Schema as the API sent it: any word of it may be missing, or of another kind than it should be. */
export type Schema = Readonly<Record<string, unknown>>;

/** One field that a schema of an object knows. */
export interface SchemaField {
  readonly name: string;
  readonly isOptional: boolean;
  readonly schema: Schema;
}

const nothing: Schema = { not: {} };

/** Any value as a schema: `true`, and what is none at all, describe anything. */
export function schemaOf(value: unknown): Schema {
  if (value === false) return nothing;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

/** The schemas of a list such as `anyOf`; none where there is no such list. */
export function schemasOf(value: unknown): Schema[] {
  return Array.isArray(value) ? value.map(schemaOf) : [];
}

/** The fields of an object; one named `[any name]` stands for those that may have any, when their kind is known. */
export function fieldsOf(schema: Schema): SchemaField[] {
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  const fields = Object.entries(schemaOf(schema['properties'])).map(([name, value]) => ({
    name,
    isOptional: !required.includes(name),
    schema: schemaOf(value),
  }));
  const others = schemaOf(schema['additionalProperties']);
  if (others === nothing || Object.keys(others).length === 0) return fields;
  return [...fields, { name: '[any name]', isOptional: false, schema: others }];
}

/** The fields of every object that a value may be or hold in a list. */
export function fieldsWithin(schema: Schema): SchemaField[] {
  const parts = [
    ...['anyOf', 'oneOf', 'allOf', 'prefixItems'].flatMap((word) => schemasOf(schema[word])),
    ...(schema['items'] === undefined ? [] : [schemaOf(schema['items'])]),
  ];
  return [...fieldsOf(schema), ...parts.flatMap(fieldsWithin)];
}
