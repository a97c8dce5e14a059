import type { WorkflowDefinition } from './definition.js';
import type { Json } from './json.js';

/**
 * The one text of a definition in its normal form, whatever the order of its keys was: what a checksum is made of.
 * Two documents with the same normal form have the same text.
 */
export function canonicalJson(definition: WorkflowDefinition): string {
  return JSON.stringify(sorted(definition as unknown as Json));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted((value as Record<string, Json>)[key] as Json)]));
}
