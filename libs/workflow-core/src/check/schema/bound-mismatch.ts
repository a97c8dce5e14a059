import type { Json, JsonObject } from '../../definition/json.js';

const numberBounds: readonly (readonly [
  keyword: string,
  holds: (value: number, bound: number) => boolean,
  wanted: string,
])[] = [
  ['minimum', (value, bound) => value >= bound, 'at least'],
  ['maximum', (value, bound) => value <= bound, 'at most'],
  ['exclusiveMinimum', (value, bound) => value > bound, 'more than'],
  ['exclusiveMaximum', (value, bound) => value < bound, 'less than'],
];

/** How a value lies outside the bounds of its schema: ends the sentence "The input `x` …". */
export function boundMismatch(schema: JsonObject, value: Json): string | undefined {
  if (typeof value === 'number') return numberMismatch(schema, value);
  // A schema counts characters, not UTF-16 units.
  if (typeof value === 'string') return sizeMismatch(schema, Array.from(value).length, 'Length', 'characters');
  return Array.isArray(value) ? sizeMismatch(schema, value.length, 'Items', 'items') : undefined;
}

function numberMismatch(schema: JsonObject, value: number): string | undefined {
  for (const [keyword, holds, wanted] of numberBounds) {
    const bound = schema[keyword];
    if (typeof bound === 'number' && !holds(value, bound)) return `must be ${wanted} ${bound}`;
  }
  return undefined;
}

function sizeMismatch(schema: JsonObject, size: number, noun: string, unit: string): string | undefined {
  const min = schema[`min${noun}`];
  if (typeof min === 'number' && size < min) return `must have at least ${min} ${unit}`;
  const max = schema[`max${noun}`];
  return typeof max === 'number' && size > max ? `must have at most ${max} ${unit}` : undefined;
}
