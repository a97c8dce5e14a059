import { z } from 'zod';
import type { InputType } from './definition.js';
import type { Json } from './json.js';

const objectSchema = z
  .custom<Json>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  .meta({ type: 'object' });

const rules: Readonly<Record<InputType, readonly [schema: z.ZodType, wanted: string]>> = {
  string: [z.string(), 'text'],
  number: [z.number(), 'a number'],
  integer: [z.int(), 'a whole number'],
  boolean: [z.boolean(), 'true or false'],
  object: [objectSchema, 'an object'],
  array: [z.array(z.unknown()), 'a list'],
  'date-time': [z.iso.datetime({ offset: true }), 'an ISO date and time with a zone, such as 2026-01-31T09:00:00Z'],
  phone: [z.string().regex(/^\+\d{7,15}$/), 'a phone number with `+` and 7 to 15 digits'],
  email: [z.email(), 'an email address'],
  dataset: [z.array(objectSchema), 'a list of objects'],
  any: [z.unknown(), 'any value'],
};

/** What a value of this type must be, when `value` is not that. */
export function inputMismatch(type: InputType, value: Json): string | undefined {
  const [schema, wanted] = rules[type];
  return schema.safeParse(value).success ? undefined : wanted;
}

/** The values of a type. */
export function inputTypeSchema(type: InputType): z.ZodType {
  return rules[type][0];
}
