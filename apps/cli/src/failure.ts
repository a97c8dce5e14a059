import { exitCodes, type ExitCode } from './exit-code.js';

interface FailureOptions {
  /** What the reader can do about it. */
  readonly next?: string;
  readonly code?: string;
  /** More lines below the message, such as one for each field that was refused. */
  readonly lines?: readonly string[];
  readonly exitCode?: ExitCode;
  /** Whether the same request may well succeed a moment later. */
  readonly isPassing?: boolean;
  readonly cause?: unknown;
}

/** A verb that cannot go on, said so that a person knows what to do next. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';
  readonly next?: string;
  readonly code?: string;
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
  readonly isPassing: boolean;

  constructor(message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.next = options.next;
    this.code = options.code;
    this.lines = options.lines ?? [];
    this.exitCode = options.exitCode ?? exitCodes.failed;
    this.isPassing = options.isPassing ?? false;
  }
}

/** A command line or a file that cannot be read; the process ends with 2. */
export function unreadable(message: string, next?: string, cause?: unknown): CliFailure {
  return new CliFailure(message, { next, cause, exitCode: exitCodes.unreadable });
}

/** Ctrl-C. Ends the process with 130 and no further word. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The words of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
