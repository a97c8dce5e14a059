import { describe, expect, it } from 'vitest';
import { checkQuality } from './quality-check.js';

describe('checkQuality', () => {
  it('finds nothing wrong with a clean dataset', () => {
    const { report, issues } = checkQuality([
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]);
    expect(issues).toEqual([]);
    expect(report).toEqual({
      rowCount: 2,
      duplicateRows: 0,
      columns: [
        { name: 'id', type: 'number', nulls: 0, misfits: 0 },
        { name: 'name', type: 'text', nulls: 0, misfits: 0 },
      ],
    });
  });

  it('counts nulls, blanks and missing values of a column as one thing', () => {
    const { issues } = checkQuality([{ a: 1, b: 1 }, { a: null, b: 2 }, { a: ' ', b: 3 }, { b: 4 }]);
    expect(issues).toEqual([{ kind: 'nulls', severity: 'warning', column: 'a', count: 3 }]);
  });

  it('takes values of another type than most for an error', () => {
    const { issues } = checkQuality([{ a: 1 }, { a: '2' }, { a: 'three' }]);
    expect(issues).toEqual([{ kind: 'mixed_types', severity: 'error', column: 'a', count: 1 }]);
  });

  it('finds rows that repeat, whatever the order of their keys', () => {
    const { report, issues } = checkQuality([
      { a: 1, b: { c: 1, d: 2 } },
      { b: { d: 2, c: 1 }, a: 1 },
      { a: 2, b: null },
    ]);
    expect(report.duplicateRows).toBe(1);
    expect(issues).toContainEqual({ kind: 'duplicate_rows', severity: 'warning', count: 1 });
  });

  it('names an empty dataset and an empty column', () => {
    expect(checkQuality([]).issues).toEqual([{ kind: 'empty_dataset', severity: 'error', count: 0 }]);
    expect(checkQuality([{ a: 1, b: '' }]).issues).toEqual([
      { kind: 'empty_column', severity: 'warning', column: 'b', count: 1 },
    ]);
  });

  it('does not read what a row inherits', () => {
    const { report } = checkQuality([{ toString: 'own' }, { other: 1 }]);
    expect(report.columns[0]).toEqual({ name: 'toString', type: 'text', nulls: 1, misfits: 0 });
  });
});
