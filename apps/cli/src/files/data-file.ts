import { readSource, type Json, type JsonObject } from '@workflow/core';
import { exitCodes } from '../exit-code.js';
import { CliFailure, unreadable } from '../failure.js';
import { problemLine } from '../print/problem-lines.js';
import { readText } from './read-text.js';

/** Any value from a file: YAML by its name, else JSON. @throws CliFailure (exit code 2) */
export function readData(file: string, cwd: string): Json {
  const format = /\.ya?ml$/i.test(file) ? 'yaml' : 'json';
  const source = readSource(readText(file, cwd), { format });
  if (source.ok) return source.value;
  throw new CliFailure(`${file} is not well-formed ${format.toUpperCase()}.`, {
    exitCode: exitCodes.unreadable,
    lines: source.problems.map((problem) => problemLine(file, problem)),
    next: format === 'json' ? 'mend the line, or name the file .yaml if it is YAML' : 'mend the line',
  });
}

/** The same for a file that must hold an object. */
export function readObject(file: string, cwd: string): JsonObject {
  const value = readData(file, cwd);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw unreadable(`${file} does not hold an object.`, 'write { "name": value, … }');
}
