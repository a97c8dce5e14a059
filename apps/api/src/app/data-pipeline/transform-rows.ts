import { typeOfValue } from './column-type.js';
import { columnsOf, rowKey, type Dataset, type Row } from './dataset.js';

export interface TransformedRows {
  readonly rows: Dataset;
  /** Column names before and after, where they differ. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Values that became another type. */
  readonly coerced: number;
  readonly dropped: number;
}

/**
 * Brings rows into form: keys in snake_case, texts trimmed, blank ones null, spelled numbers and dates (ISO, UTC when
 * no zone is given) as such, repeated rows dropped. Two columns that meet in one name get `_2`, `_3` …
 */
export function transformRows(rows: Dataset): TransformedRows {
  const names = newNames(columnsOf(rows));
  let coerced = 0;
  const kept = new Map<string, Row>();
  for (const each of rows) {
    const entries = Object.entries(each).map(([name, value]) => {
      const clean = coerce(value);
      if (clean !== value && (typeof value !== 'string' || clean !== value.trim())) coerced += 1;
      return [names.get(name) ?? name, clean] as const;
    });
    const shaped = Object.fromEntries(entries);
    const key = rowKey(shaped);
    if (!kept.has(key)) kept.set(key, shaped);
  }
  const renamed = Object.fromEntries([...names].filter(([before, after]) => before !== after));
  return { rows: [...kept.values()], renamed, coerced, dropped: rows.length - kept.size };
}

/** `First Name`, `firstName` and `first-name` become `first_name`; a name without letters or digits, `column`. */
export function snakeCase(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
  return words === '' ? 'column' : words;
}

function newNames(columns: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const column of columns) {
    const wanted = snakeCase(column);
    let name = wanted;
    for (let number = 2; taken.has(name); number += 1) name = `${wanted}_${number}`;
    taken.add(name);
    names.set(column, name);
  }
  return names;
}

function coerce(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  switch (typeOfValue(text)) {
    case 'null':
      return null;
    case 'number':
      return Number(text);
    case 'date':
      return isoTime(text);
    case 'boolean':
    case 'text':
    case 'object':
      return text;
  }
}

/** A day stays a day; a time becomes UTC. */
function isoTime(text: string): string {
  if (text.length === 10) return text;
  const joined = text.replace(' ', 'T');
  return new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(joined) ? joined : `${joined}Z`).toISOString();
}
