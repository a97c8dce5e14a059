import type { Problem } from '@workflow/contract';
import { printable } from './printable.js';

/**
 * `file:line:col CODE message`, as editors and CI logs make it a link; a definition that came without text has its
 * JSON Pointer in the place of line and column.
 */
export function problemLine(file: string, problem: Problem): string {
  const { path, line, column, code, message } = problem;
  const place = line === undefined ? path || '/' : `${line}:${column ?? 1}`;
  return printable(`${file}:${place} ${code} ${message}`.replaceAll('\n', ' '));
}

/** The line of a problem and, below it, what to write instead. */
export function problemLines(file: string, problem: Problem): string[] {
  const hint = problem.hint === undefined ? [] : [`    hint: ${printable(problem.hint)}`];
  return [problemLine(file, problem), ...hint];
}
