import { describe, expect, it } from 'vitest';
import { snakeCase, transformRows } from './transform-rows.js';

describe('snakeCase', () => {
  it.each([
    ['First Name', 'first_name'],
    ['firstName', 'first_name'],
    ['first-name ', 'first_name'],
    ['HTTPStatus', 'http_status'],
    ['Größe (m²)', 'große_m2'],
    ['__proto__', 'proto'],
    ['??', 'column'],
  ])('makes %s %s', (name, expected) => {
    expect(snakeCase(name)).toBe(expected);
  });
});

describe('transformRows', () => {
  it('renames, trims, and coerces numbers, dates and blanks', () => {
    const rows = [
      {
        'First Name': ' Ann ',
        Amount: '12.50',
        Since: '2026-11-20 08:30',
        Day: '2026-11-20',
        Zip: '02134',
        Note: '',
        Ok: true,
      },
    ];
    expect(transformRows(rows)).toEqual({
      rows: [
        {
          first_name: 'Ann',
          amount: 12.5,
          since: '2026-11-20T08:30:00.000Z',
          day: '2026-11-20',
          zip: '02134',
          note: null,
          ok: true,
        },
      ],
      renamed: {
        'First Name': 'first_name',
        Amount: 'amount',
        Since: 'since',
        Day: 'day',
        Zip: 'zip',
        Note: 'note',
        Ok: 'ok',
      },
      coerced: 3,
      dropped: 0,
    });
  });

  it('turns zoned times into UTC', () => {
    expect(transformRows([{ at: '2026-11-20T08:30:00+02:00' }]).rows).toEqual([{ at: '2026-11-20T06:30:00.000Z' }]);
  });

  it('drops rows that are equal once they are in form', () => {
    const { rows, dropped } = transformRows([{ A: '1' }, { A: 1 }, { A: ' 1 ' }, { A: 2 }]);
    expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
    expect(dropped).toBe(2);
  });

  it('keeps columns apart that meet in one name', () => {
    expect(transformRows([{ 'First Name': 'a', firstName: 'b' }]).rows).toEqual([
      { first_name: 'a', first_name_2: 'b' },
    ]);
  });

  it('leaves its input as it was', () => {
    const rows = [{ A: ' x ' }];
    transformRows(rows);
    expect(rows).toEqual([{ A: ' x ' }]);
  });
});
