import { z } from 'zod';

/** One record of a dataset. */
export const row = z.record(z.string(), z.unknown());
export type Row = z.infer<typeof row>;

/** A list of records; rows need not have the same columns. */
export const dataset = z.array(row);
export type Dataset = z.infer<typeof dataset>;

const onlyOne = (inputs: object) => Object.keys(inputs).length === 1;

/** One dataset under a name of the workflow's choice, such as `{ source_data: [...] }`. */
export const namedDataset = z.record(z.string(), dataset).refine(onlyOne, 'must hold exactly one dataset');

/**
 * The output of an earlier step under that step's id, such as `{ validate: { rows: [...] } }`; or a dataset itself in
 * its place.
 */
export const earlierRows = z
  .record(z.string(), z.union([z.looseObject({ rows: dataset }), dataset]))
  .refine(onlyOne, 'must hold the output of exactly one step');

/** The rows of inputs that `namedDataset` or `earlierRows` have checked. */
export function rowsOf(inputs: z.infer<typeof namedDataset> | z.infer<typeof earlierRows>): Dataset {
  const [only] = Object.values(inputs);
  if (only === undefined) return [];
  return Array.isArray(only) ? only : only.rows;
}

/** Columns in the order in which they first appear. */
export function columnsOf(rows: Dataset): string[] {
  return [...new Set(rows.flatMap((each) => Object.keys(each)))];
}

/** Text that is equal for equal rows, whatever the order of their keys. */
export function rowKey(each: Row): string {
  return JSON.stringify(each, (_key, value: unknown) =>
    isPlainObject(value) ? Object.entries(value).sort(byName) : value,
  );
}

function isPlainObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
