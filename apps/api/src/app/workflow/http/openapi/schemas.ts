import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

/**
 * Zod schemas as OpenAPI 3.1 wants them: what has an id becomes a component and is referred to by it. The input side
 * is described, which for answers is the same and leaves them open to fields of later versions.
 */
export class Schemas {
  readonly components: Record<string, JsonSchema> = {};

  /** @throws when two different schemas carry one id */
  of(schema: z.ZodType): JsonSchema {
    // Inside an object even a schema with an id comes out as a reference to its definition.
    const made = z.toJSONSchema(z.object({ it: schema }), {
      io: 'input',
      target: 'draft-2020-12',
      override: ({ jsonSchema }) => wholeNumber(jsonSchema),
    }) as JsonSchema;
    for (const [id, definition] of Object.entries((made['$defs'] ?? {}) as Record<string, JsonSchema>)) {
      const { id: _, ...component } = relocate(definition) as JsonSchema;
      const known = this.components[id];
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(component)) {
        throw new Error(`Two schemas carry the id '${id}'.`);
      }
      this.components[id] = component;
    }
    return relocate((made['properties'] as Record<string, JsonSchema>)['it']) as JsonSchema;
  }
}

/** A number of a path or query is text on its way: callers are told of the number. */
function wholeNumber(schema: JsonSchema): void {
  if (schema['type'] !== 'string' || schema['minimum'] === undefined) return;
  schema['type'] = 'integer';
  delete schema['pattern'];
}

function relocate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocate);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      key === '$ref' && typeof child === 'string'
        ? child.replace('#/$defs/', '#/components/schemas/')
        : relocate(child),
    ]),
  );
}
