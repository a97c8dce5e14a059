import { typeOfValue, type ValueType } from './column-type.js';
import { columnsOf, rowKey, type Dataset } from './dataset.js';

export interface ColumnReport {
  readonly name: string;
  /** The commonest type of its values; `null` for a column without any. */
  readonly type: ValueType;
  /** Values that are missing, null or blank. */
  readonly nulls: number;
  /** Values of another type than the column's. */
  readonly misfits: number;
}

export interface QualityIssue {
  readonly kind: 'empty_dataset' | 'empty_column' | 'nulls' | 'mixed_types' | 'duplicate_rows';
  readonly severity: 'error' | 'warning';
  readonly column?: string;
  /** Values or rows concerned. */
  readonly count: number;
}

export interface QualityReport {
  readonly rowCount: number;
  readonly columns: readonly ColumnReport[];
  /** Rows that repeat an earlier one. */
  readonly duplicateRows: number;
}

/** Counts what is wrong with a dataset. Errors are what makes numbers false: no rows, mixed types. */
export function checkQuality(rows: Dataset): { report: QualityReport; issues: QualityIssue[] } {
  const columns = columnsOf(rows).map((name) => columnReport(name, rows));
  const duplicateRows = rows.length - new Set(rows.map(rowKey)).size;
  const issues: QualityIssue[] = [];
  if (rows.length === 0) issues.push({ kind: 'empty_dataset', severity: 'error', count: 0 });
  for (const { name: column, type, nulls, misfits } of columns) {
    if (type === 'null') issues.push({ kind: 'empty_column', severity: 'warning', column, count: nulls });
    else if (nulls > 0) issues.push({ kind: 'nulls', severity: 'warning', column, count: nulls });
    if (misfits > 0) issues.push({ kind: 'mixed_types', severity: 'error', column, count: misfits });
  }
  if (duplicateRows > 0) issues.push({ kind: 'duplicate_rows', severity: 'warning', count: duplicateRows });
  return { report: { rowCount: rows.length, columns, duplicateRows }, issues };
}

function columnReport(name: string, rows: Dataset): ColumnReport {
  const counts = new Map<ValueType, number>();
  for (const each of rows) {
    const type = typeOfValue(Object.hasOwn(each, name) ? each[name] : null);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const nulls = counts.get('null') ?? 0;
  counts.delete('null');
  const [commonest] = [...counts].sort(([, a], [, b]) => b - a);
  if (commonest === undefined) return { name, type: 'null', nulls, misfits: 0 };
  const [type, count] = commonest;
  return { name, type, nulls, misfits: rows.length - nulls - count };
}
