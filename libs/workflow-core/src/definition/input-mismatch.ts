import { z } from 'zod';
import type { InputType } from './definition.js';
import type { Json } from './json.js';

const dateTime = z.iso.datetime({ offset: true });
const email = z.email();
const phonePattern = /^\+\d{7,15}$/;

const isObject = (value: Json): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const rules: Readonly<Record<InputType, readonly [matches: (value: Json) => boolean, wanted: string]>> = {
  string: [(value) => typeof value === 'string', 'text'],
  number: [(value) => typeof value === 'number', 'a number'],
  integer: [(value) => Number.isSafeInteger(value), 'a whole number'],
  boolean: [(value) => typeof value === 'boolean', 'true or false'],
  object: [isObject, 'an object'],
  array: [(value) => Array.isArray(value), 'a list'],
  'date-time': [
    (value) => dateTime.safeParse(value).success,
    'an ISO date and time with a zone, such as 2026-01-31T09:00:00Z',
  ],
  phone: [
    (value) => typeof value === 'string' && phonePattern.test(value),
    'a phone number with `+` and 7 to 15 digits',
  ],
  email: [(value) => email.safeParse(value).success, 'an email address'],
  dataset: [(value) => Array.isArray(value) && value.every(isObject), 'a list of objects'],
  any: [() => true, 'any value'],
};

/** What a value of this type must be, when `value` is not that. */
export function inputMismatch(type: InputType, value: Json): string | undefined {
  const [matches, wanted] = rules[type];
  return matches(value) ? undefined : wanted;
}
