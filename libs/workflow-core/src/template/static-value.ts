import type { CompiledValue } from './compiled-value.js';
import { mapJson } from './map-json.js';

/** Stands where the value is known only when a run renders it. */
export const dynamicPart: unique symbol = Symbol('dynamic part');

/**
 * What can be known of a value before any run: the JSON as it is written, with `dynamicPart` in the place of each
 * template, and the JSON Pointers of these places. A schema error at or below one of them, or in a choice of schemas
 * above one, says nothing yet.
 */
export function staticValue(compiled: CompiledValue): { value: unknown; dynamicPaths: string[] } {
  const value = mapJson(compiled.value, (leaf, path) => (compiled.templates.has(path) ? dynamicPart : leaf));
  return { value, dynamicPaths: [...compiled.templates.keys()] };
}
