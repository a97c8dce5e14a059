import type { Problem } from '../check/problem.js';
import type { Json } from '../definition/json.js';

export type SourceFormat = 'json' | 'yaml';

/** 1-based. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the member at a JSON Pointer stands in the text: its value, or the key before it. A pointer to something that
 * is not there gives the place of the nearest container that is.
 */
export type Locate = (pointer: string, part?: 'key' | 'value') => Location | undefined;

/** A document that was read, or every reason why it could not be. */
export type Source =
  | { readonly ok: true; readonly value: Json; readonly locate: Locate }
  | { readonly ok: false; readonly problems: readonly Problem[] };
