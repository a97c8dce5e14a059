import type { z } from 'zod';
import { nearestName } from '../../expression/nearest-name.js';
import { pointerTo } from '../json-pointer.js';
import type { Json, JsonObject } from '../json.js';
import { isJsonObject } from './schemas.js';
import { camelField, spelledLike } from './field-name.js';
import type { Place, Reading } from './reading.js';
import { showValue } from './show-value.js';

/** Which fields an object of the language has. */
export interface Shape {
  /** What it is, for messages: `a step`. */
  readonly what: string;
  readonly fields: ReadonlySet<string>;
  /** Other names of fields, in camel case. */
  readonly aliases?: Readonly<Record<string, string>>;
}

export function shapeOf(what: string, fields: readonly string[], aliases?: Readonly<Record<string, string>>): Shape {
  return aliases === undefined ? { what, fields: new Set(fields) } : { what, fields: new Set(fields), aliases };
}

interface Member {
  readonly key: string;
  readonly value: Json;
}

/** Reads the fields of one object, in either spelling, and refuses those that the language does not have. */
export class ObjectReader {
  private readonly members = new Map<string, Member>();
  private readonly meant = new Set<string>();

  constructor(
    readonly reading: Reading,
    readonly place: Place,
    value: JsonObject,
    private readonly shape: Shape,
  ) {
    for (const key of Object.keys(value)) this.add(key, value[key] as Json);
  }

  /** What it is, to begin a sentence with: `A step`. */
  get what(): string {
    return capital(this.shape.what);
  }

  has(field: string): boolean {
    return this.members.has(field);
  }

  /** True where an unknown key was surely meant for one of these fields: that it is missing need not be said. */
  hasMisspelt(fields: readonly string[]): boolean {
    return fields.some((field) => this.meant.has(field));
  }

  /** The value as written. */
  raw(field: string): Json | undefined {
    return this.members.get(field)?.value;
  }

  /** The key as written, or what would best be written. */
  keyOf(field: string): string {
    const member = this.members.get(field);
    if (member !== undefined) return member.key;
    const alias = Object.entries(this.shape.aliases ?? {}).find(([, name]) => name === field);
    return alias?.[0] ?? field;
  }

  /** Where a field was written, or would have been. */
  written(field: string): string {
    return pointerTo(this.place.written, this.keyOf(field));
  }

  /** A field's place; what is read from it later is traced back to where it was written. */
  placeOf(field: string): Place {
    const place = { written: this.written(field), normal: pointerTo(this.place.normal, field) };
    if (this.keyOf(field) !== field) this.reading.origins.set(place.normal, place.written);
    return place;
  }

  /** The field's value, or undefined when it is absent or was refused. */
  take<T>(field: string, schema: z.ZodType<T>): T | undefined {
    const member = this.members.get(field);
    if (member === undefined) return undefined;
    const { key, value } = member;
    if (key !== field) this.placeOf(field);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const below = issue.path as (string | number)[];
      const name = [key, ...below].join('/');
      this.reading.refuse(
        'INVALID_VALUE',
        pointerTo(this.written(field), ...below),
        `\`${name}\` must be ${issue.message}; found ${showValue(valueAt(value, below))}.`,
      );
    }
    return undefined;
  }

  /** As `take`, but an absent field is refused. */
  need<T>(field: string, schema: z.ZodType<T>): T | undefined {
    if (!this.has(field)) this.refuseMissing(field);
    return this.take(field, schema);
  }

  /** The one of these fields that is there; none, or a second one, is refused. */
  needOneOf<const Field extends string>(fields: readonly [Field, ...Field[]]): Field | undefined {
    const [first, ...others] = fields.filter((field) => this.has(field));
    if (first === undefined) {
      const names = fields.map((field) => `\`${this.keyOf(field)}\``).join(', ');
      this.reading.refuse('MISSING_FIELD', this.written(fields[0]), `${this.what} needs one of ${names}.`);
      return undefined;
    }
    for (const other of others) {
      const message = `\`${this.keyOf(first)}\` and \`${this.keyOf(other)}\` exclude each other: keep one of them.`;
      this.reading.refuse('CONFLICTING_FIELDS', this.written(other), message);
    }
    return first;
  }

  refuseMissing(field: string): void {
    this.reading.refuse('MISSING_FIELD', this.written(field), `${this.what} needs \`${this.keyOf(field)}\`.`);
  }

  refuseValue(field: string, wanted: string, hint?: string, found = showValue(this.raw(field) as Json)): void {
    this.reading.refuse(
      'INVALID_VALUE',
      this.written(field),
      `\`${this.keyOf(field)}\` must be ${wanted}; found ${found}.`,
      hint,
    );
  }

  /** Refuses a text that is none of those known, with the nearest of them. */
  refuseName(field: string, wanted: string, known: Iterable<string>): void {
    const value = this.raw(field);
    this.refuseValue(field, wanted, typeof value === 'string' ? nearestName(value, known) : undefined);
  }

  /** Refuses a field, if it is there, that the language has elsewhere only. */
  refuseMisplaced(field: string, home: string): void {
    if (!this.has(field)) return;
    this.reading.refuse('UNKNOWN_FIELD', this.written(field), `\`${this.keyOf(field)}\` belongs to ${home}.`);
  }

  /** A reader of the object in a field, or undefined when there is none. */
  object(field: string, shape: Shape): ObjectReader | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    if (isJsonObject(value)) return new ObjectReader(this.reading, this.placeOf(field), value, shape);
    this.refuseValue(field, 'an object');
    return undefined;
  }

  /** The items of a list, each with its place. */
  list(field: string): { value: Json; place: Place }[] {
    const value = this.raw(field);
    if (value === undefined) return [];
    const { written, normal } = this.placeOf(field);
    if (Array.isArray(value)) {
      return value.map((item: Json, index) => ({
        value: item,
        place: { written: pointerTo(written, index), normal: pointerTo(normal, index) },
      }));
    }
    this.refuseValue(field, 'a list');
    return [];
  }

  /** As `list`, but an absent list or one of fewer items is refused. */
  needList(field: string, least: number): { value: Json; place: Place }[] {
    const listed = this.list(field);
    if (!this.has(field)) this.refuseMissing(field);
    else if (Array.isArray(this.raw(field)) && listed.length < least) {
      const found = listed.length === 0 ? undefined : `a list of ${listed.length}`;
      this.refuseValue(field, `a list of at least ${least}`, undefined, found);
    }
    return listed;
  }

  /** Reads each object of a list; what is no object is refused, and `blank` holds its place. `least` as in `needList`. */
  objects<T>(field: string, shape: Shape, read: (reader: ObjectReader) => T, blank: T, least?: number): T[] {
    const listed = least === undefined ? this.list(field) : this.needList(field, least);
    return listed.map(({ value, place }) => {
      if (isJsonObject(value)) return read(new ObjectReader(this.reading, place, value, shape));
      this.reading.refuse(
        'INVALID_VALUE',
        place.written,
        `${capital(shape.what)} must be an object; found ${showValue(value)}.`,
      );
      return blank;
    });
  }

  private add(key: string, value: Json): void {
    const camel = camelField(key);
    const field = this.shape.aliases?.[camel] ?? camel;
    const path = pointerTo(this.place.written, key);
    const given = this.members.get(field);
    if (given !== undefined) {
      this.reading.refuse(
        'CONFLICTING_FIELDS',
        path,
        `\`${given.key}\` and \`${key}\` are the same field: write one of them.`,
      );
    } else if (this.shape.fields.has(field)) {
      this.members.set(field, { key, value });
    } else {
      this.refuseUnknown(key, camel, path);
    }
  }

  private refuseUnknown(key: string, camel: string, path: string): void {
    const nearest = nearestName(camel, [...this.shape.fields, ...Object.keys(this.shape.aliases ?? {})]);
    if (nearest !== undefined) this.meant.add(this.shape.aliases?.[nearest] ?? nearest);
    const hint = nearest === undefined ? undefined : spelledLike(key, nearest);
    const question = hint === undefined ? '' : `: did you mean \`${hint}\`?`;
    this.reading.refuse(
      'UNKNOWN_FIELD',
      path,
      `\`${key}\` is not a field of ${this.shape.what}${question || '.'}`,
      hint,
    );
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function valueAt(value: Json, path: readonly (string | number)[]): Json {
  return path.reduce<Json>((here, segment) => (here as Record<string, Json>)[segment] ?? null, value);
}
