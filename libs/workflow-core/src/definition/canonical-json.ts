import type { Json } from './json.js';

/**
 * The one text of data, whatever the order of its keys was: what checksums and hashes are made of. Two definitions with
 * the same normal form have the same text.
 */
export function canonicalJson(data: object): string {
  return JSON.stringify(sorted(data as Json));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted((value as Record<string, Json>)[key] as Json)]));
}
