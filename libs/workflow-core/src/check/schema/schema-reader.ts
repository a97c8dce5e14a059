import { pointerSegments } from '../../definition/json-pointer.js';
import type { Json, JsonObject } from '../../definition/json.js';

/** One kind of value that a schema allows. */
export interface SchemaPart {
  /** As JSON Schema names it. */
  readonly type: string;
  readonly schema: JsonObject;
  /** Reads what stands inside the schema. */
  readonly reader: SchemaReader;
}

/** The kinds of value that may stand at a place; undefined where anything may, or where it cannot be told. */
export type Shape = readonly SchemaPart[] | undefined;

/**
 * Reads one JSON Schema, as far as it says what kinds of value there may be: choices and references are taken apart,
 * each part as one more possibility. For `allOf` that allows more than the schema does, never less. Each part is read
 * once. Never throws.
 */
export class SchemaReader {
  private readonly shapes = new Map<JsonObject, Shape>();
  private readonly parts = new Map<JsonObject, readonly SchemaPart[]>();

  constructor(private readonly root: Json) {}

  get shape(): Shape {
    return this.shapeOf(this.root);
  }

  /** The shape of a schema that stands in the document. */
  shapeOf(schema: Json | undefined): Shape {
    if (!isObject(schema)) return undefined;
    if (!this.shapes.has(schema)) this.shapes.set(schema, this.takeApart(schema));
    return this.shapes.get(schema);
  }

  private takeApart(whole: JsonObject): Shape {
    const found = new Set<SchemaPart>();
    // A set grows while it is walked and takes each schema once, so references in a circle end.
    const schemas = new Set<Json>([whole]);
    for (const schema of schemas) {
      if (!isObject(schema)) return undefined;
      const own = this.ownParts(schema);
      const others = this.othersOf(schema);
      if (own.length === 0 && others.length === 0) return undefined;
      for (const part of own) found.add(part);
      for (const other of others) schemas.add(other);
    }
    return found.size === 0 ? undefined : [...found];
  }

  /** The same parts each time: whoever gathers them along a path knows them again. */
  private ownParts(schema: JsonObject): readonly SchemaPart[] {
    const known = this.parts.get(schema);
    if (known !== undefined) return known;
    const types = [schema['type']].flat().filter((type) => typeof type === 'string');
    const parts = types.map((type) => ({ type, schema, reader: this }));
    this.parts.set(schema, parts);
    return parts;
  }

  private othersOf(schema: JsonObject): Json[] {
    const choices = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => listOf(schema[keyword]));
    const reference = schema['$ref'];
    return typeof reference === 'string' ? [...choices, this.referred(reference)] : choices;
  }

  /** What a reference leads to; null, which leaves everything open, where that is not in the document. */
  private referred(reference: string): Json {
    if (reference === '#') return this.root;
    if (!reference.startsWith('#/')) return null;
    let here: Json = this.root;
    for (const segment of pointerSegments(reference)) {
      if (!isObject(here) || !Object.hasOwn(here, segment)) return null;
      here = here[segment] as Json;
    }
    return here;
  }
}

/** What may stand where one of two shapes does. */
export function eitherShape(one: Shape, other: Shape): Shape {
  if (one === undefined || other === undefined) return undefined;
  return one.length === 0 ? other : [...new Set([...one, ...other])];
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
