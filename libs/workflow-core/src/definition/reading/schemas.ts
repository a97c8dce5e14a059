import { z } from 'zod';
import { forbiddenKeys } from '../json-limits.js';
import type { Json, JsonObject } from '../json.js';

/** The values of single fields. Each message ends the sentence "`field` must be …". */

export const maxTimeout = 2_147_483_647;

export function isJsonObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const reachesNoPrototype = `(?!(?:${[...forbiddenKeys].join('|')})$)`;

/** A name of this pattern that reaches no prototype, wherever it is used as a key. */
function safeName(pattern: string, wanted: string): z.ZodType<string> {
  return z.string(wanted).regex(new RegExp(`^${reachesNoPrototype}${pattern}$`, 'u'), wanted);
}

function whole(min: number, max: number, unit = ''): z.ZodType<number> {
  const wanted = `a whole number${unit}, ${min} to ${max}`;
  return z.int(wanted).min(min, wanted).max(max, wanted);
}

function span(min: number): z.ZodType<number> {
  return whole(min, maxTimeout, ' of milliseconds');
}

/** What the schema takes, or a text of this pattern. */
function orText<T>(schema: z.ZodType<T>, pattern: RegExp, wanted: string): z.ZodType<T | string> {
  return z.union([schema, z.string(wanted).regex(pattern, wanted)], wanted);
}

export function text(max: number): z.ZodType<string> {
  const wanted = `text of 1 to ${max} characters`;
  return z.string(wanted).min(1, wanted).max(max, wanted);
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T): z.ZodType<T[number]> {
  return z.enum(values, `one of ${values.map((value) => `\`${value}\``).join(', ')}`);
}

const idWanted =
  'a letter, then letters, digits, `_` or `-`, at most 64 characters, and not `constructor` or `prototype`';
export const idSchema = safeName('[A-Za-z][A-Za-z0-9_-]{0,63}', idWanted);
export const idsSchema = z.array(idSchema, 'a list of step ids');

const keyWanted =
  'text of 1 to 64 characters without control characters, and not `__proto__`, `constructor` or `prototype`';
export const keySchema = safeName('[^\\p{Cc}]{1,64}', keyWanted);

const pairWanted = 'a pair of step ids';
export const pairsSchema = z.array(z.tuple([idSchema, idSchema], pairWanted), 'a list of pairs of step ids');

export const nameSchema = text(200);
export const namesSchema = z.array(text(100), 'a list of names');
export const descriptionSchema = text(10_000);
export const schemaAddressSchema = z.string('the address of a JSON Schema, in text');
export const agentSchema = text(100);
export const teamIdSchema = text(100);
export const templateSchema = z.string('a template');
export const expressionSchema = z.string('an expression in text');
export const flagSchema = z.boolean('true or false');
export const inputsSchema = z.custom<JsonObject>((value) => isJsonObject(value as Json), 'an object');
export const jsonSchema = z.custom<Json>(() => true);

export const timeoutSchema = span(1);
export const delaySchema = span(0);
const delayWanted = `a whole number of milliseconds, 0 to ${maxTimeout}, or a template that gives one`;
export const delayTemplateSchema = orText(delaySchema, /\{\{/, delayWanted);
const momentWanted = 'an ISO date and time with a zone, such as 2026-01-31T09:00:00Z, or a template that gives one';
export const momentTemplateSchema = orText(z.iso.datetime({ offset: true, error: momentWanted }), /\{\{/, momentWanted);
export const attemptsSchema = whole(1, 1_000);
export const prioritySchema = whole(1, 100);
export const countSchema = whole(1, 1_000_000);
const toleranceWanted = 'a whole number of items, 0 to 1000000, or a share of them, `0%` to `100%`';
export const toleranceSchema = orText(whole(0, 1_000_000), /^(?:\d{1,2}|100)%$/, toleranceWanted);
const factorWanted = 'a number, 1 to 1000';
export const factorSchema = z.number(factorWanted).min(1, factorWanted).max(1_000, factorWanted);
const jitterWanted = 'a number, 0 to 1';
export const jitterSchema = z.number(jitterWanted).min(0, jitterWanted).max(1, jitterWanted);
const codesWanted = 'a list of error codes';
export const codesSchema = z.array(text(100), codesWanted).min(1, codesWanted);

// What the fields name, and whether they make sense together, is not a question of shape.
const cronFields = /^(?=[\s\S]{0,200}$)\s*(?:[0-9A-Za-z*,\-/#?]+\s+){4}[0-9A-Za-z*,\-/#?]+\s*$/;
const cronWanted = 'five fields of a cron expression: minute, hour, day of the month, month, day of the week';
export const cronSchema = z.string(cronWanted).regex(cronFields, cronWanted);

export const timezoneSchema = text(100);
