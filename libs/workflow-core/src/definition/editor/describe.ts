import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is not built, each with its name for messages. */
export type Unbuilt = Readonly<Record<string, string>>;

/** A zod schema as JSON Schema (draft 2020-12), with what `shown` says of its fields. */
export function describe(schema: z.ZodType, unbuilt: Unbuilt): JsonSchema {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => tidy(jsonSchema, unbuilt),
  });
  return described;
}

function tidy(schema: Record<string, unknown>, unbuilt: Unbuilt): void {
  // The pattern is what zod checks; the format of other validators may ask for something else.
  if (schema['pattern'] !== undefined) delete schema['format'];
  const { feature } = schema;
  if (typeof feature !== 'string') return;
  delete schema['feature'];
  if (unbuilt[feature] === undefined) return;
  schema['description'] = `${String(schema['description'])} Not built yet: ${unbuilt[feature]} is refused.`;
  schema['doNotSuggest'] = true;
}
