import { typeOfValue } from './column-type.js';
import { columnsOf, type Dataset } from './dataset.js';

export interface NumericSummary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sum: number;
}

export interface Analysis {
  readonly rowCount: number;
  readonly numeric: Readonly<Record<string, NumericSummary>>;
  /** Rows by value, commonest first; at most 20 values of a column. */
  readonly categories: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const mostValues = 20;

/**
 * Figures of a dataset: of each column that holds only numbers (and nulls) its range, sum and mean; of each other
 * column of texts, dates and booleans how often each value occurs. Columns of objects and empty ones have none.
 */
export function analyseRows(rows: Dataset): Analysis {
  const numeric: [string, NumericSummary][] = [];
  const categories: [string, Record<string, number>][] = [];
  for (const column of columnsOf(rows)) {
    const values = rows.map((each) => each[column]).filter((value) => typeOfValue(value) !== 'null');
    const numbers = values.filter((value) => typeof value === 'number');
    if (values.length === 0) continue;
    if (numbers.length === values.length) numeric.push([column, summary(numbers)]);
    else if (values.every((value) => typeof value !== 'object')) categories.push([column, counts(values)]);
  }
  return { rowCount: rows.length, numeric: Object.fromEntries(numeric), categories: Object.fromEntries(categories) };
}

function summary(numbers: readonly number[]): NumericSummary {
  // Not Math.min(...numbers): a spread of some hundred thousand arguments overflows the stack.
  let [min, max, sum] = [Infinity, -Infinity, 0];
  for (const number of numbers) {
    min = Math.min(min, number);
    max = Math.max(max, number);
    sum += number;
  }
  return { count: numbers.length, min, max, mean: sum / numbers.length, sum };
}

function counts(values: readonly unknown[]): Record<string, number> {
  const byValue = new Map<string, number>();
  for (const value of values) byValue.set(String(value), (byValue.get(String(value)) ?? 0) + 1);
  return Object.fromEntries([...byValue].sort(([, a], [, b]) => b - a).slice(0, mostValues));
}
