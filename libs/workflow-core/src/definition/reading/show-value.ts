import type { Json } from '../json.js';

const maxShown = 60;

/** A value as it stands in a message: short. */
export function showValue(value: Json): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const shown = JSON.stringify(typeof value === 'string' ? value.slice(0, maxShown + 1) : value);
  return shown.length > maxShown ? `${shown.slice(0, maxShown)}…` : shown;
}
