import { readFileSync } from 'node:fs';
import { cancelReasons, errorTable, problemCodes, skipReasons, type ErrorEntry } from '@workflow/core';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('./errors.md', import.meta.url), 'utf8');

/** The cells of the table rows below a heading, until the next heading. */
function rowsBelow(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return own
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function codesOf([first = '']: readonly string[]): string[] {
  return [...first.matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => code);
}

const requests = rowsBelow('Answers to requests');
const ends = rowsBelow('Ends of attempts and steps');
const problems = rowsBelow('Problems of a definition');

describe('the page of codes', () => {
  it.each(Object.entries<ErrorEntry>(errorTable))('has %s with its status and whether it is retried', (code, entry) => {
    const row = [...requests, ...ends].find((cells) => codesOf(cells).includes(code));
    expect(row?.[1]).toBe(String(entry.status));
    if (row?.length === 5) expect(row[2]).toBe(entry.retryable ? 'yes' : 'no');
    else expect(entry.retryable).toBe(false);
  });

  it('has no code of the error table that is gone', () => {
    const known = Object.keys(errorTable);
    expect([...requests, ...ends].flatMap(codesOf).filter((code) => !known.includes(code))).toEqual([]);
  });

  it.each(problemCodes)('has the problem %s', (code) => {
    const isExplained = problems.some((cells) => codesOf(cells).includes(code));
    // The one code that is a request's answer and a problem alike is explained above the table.
    expect(isExplained || (code === 'NOT_BUILT' && page.includes('`NOT_BUILT` is among them'))).toBe(true);
  });

  it('has no problem that is gone', () => {
    const known: readonly string[] = problemCodes;
    expect(problems.flatMap(codesOf).filter((code) => !known.includes(code))).toEqual([]);
  });

  it.each([...skipReasons, ...cancelReasons])('has the reason %s', (code) => {
    expect(rowsBelow('Why a step was skipped or cancelled').flatMap(codesOf)).toContain(code);
  });

  it('says of each code what it means and what to do', () => {
    for (const cells of [...requests, ...ends, ...problems]) expect(cells.filter((cell) => cell === '')).toEqual([]);
  });
});
