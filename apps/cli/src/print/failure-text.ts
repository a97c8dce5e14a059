import type { CliFailure } from '../failure.js';
import type { Io } from '../io.js';
import { paint } from './paint.js';
import { printable } from './printable.js';

/** A failure for a person: what happened, the details below it, and what to do next. */
export function failureText(failure: CliFailure, io: Io): string {
  const colours = paint(io.stderr, io.env);
  const code = failure.code === undefined ? '' : `${failure.code} `;
  const lines = [
    `${colours.red('wf:')} ${printable(code + failure.message)}`,
    ...failure.lines.map((line) => `  ${printable(line)}`),
  ];
  if (failure.next !== undefined) lines.push(`  ${colours.bold('Next:')} ${printable(failure.next)}`);
  return `${lines.join('\n')}\n`;
}
