import { exitCodes } from './exit-code.js';
import { CliFailure, Interrupted, messageOf } from './failure.js';
import type { Io } from './io.js';
import { failureText } from './print/failure-text.js';
import { runProgram } from './program.js';

/** Runs one command line to its end and gives the exit code. Never throws: every failure is said on stderr. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await runProgram(argv, io);
  } catch (error) {
    if (error instanceof Interrupted) return exitCodes.interrupted;
    const failure = error instanceof CliFailure ? error : unexpected(error);
    io.stderr.write(argv.includes('--json') ? asJson(failure) : failureText(failure, io));
    return failure.exitCode;
  }
}

function asJson({ message, code, lines, next }: CliFailure): string {
  return `${JSON.stringify({ error: message, code, lines, next })}\n`;
}

function unexpected(error: unknown): CliFailure {
  return new CliFailure(messageOf(error), {
    next: 'this is a mistake in wf itself; please report it with the command',
    cause: error,
  });
}
