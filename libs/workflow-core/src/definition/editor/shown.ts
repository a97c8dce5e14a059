import type { z } from 'zod';
import type { Json } from '../json.js';
import type { Feature } from '../normalise/refuse-unbuilt.js';

/** What an editor is told of a field beside its values. */
interface Beside {
  /** Name of a definition of its own: for what stands in many places. */
  readonly id?: string;
  readonly default?: Json;
  /** Part of the language that the product may not have yet: then the description says so. */
  readonly feature?: Feature;
  /** Other names of the field. */
  readonly aliases?: readonly string[];
  /** Taken, and not proposed: the normal form has it, and its writers need not. */
  readonly doNotSuggest?: true;
}

/** A field that must be there, with what an editor shows of it. */
export function shown<T extends z.ZodType>(schema: T, description: string, beside: Beside = {}): T {
  return schema.meta({ description, ...beside });
}

/** As `shown`, for a field that may be absent. */
export function maybe<T extends z.ZodType>(schema: T, description: string, beside: Beside = {}): z.ZodOptional<T> {
  return shown(schema, description, beside).optional();
}
