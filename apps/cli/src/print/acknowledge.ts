import { exitCodes, type ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { printable } from './printable.js';
import { printJson } from './run-result.js';

/** Says that the API took a verb: its answer for programs, a sentence for people. */
export function acknowledge(io: Io, isJson: boolean | undefined, answer: unknown, sentence: string): ExitCode {
  if (isJson) printJson(io, answer);
  else io.stdout.write(`${printable(sentence)}\n`);
  return exitCodes.ok;
}
