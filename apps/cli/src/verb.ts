import type { Command } from 'commander';
import type { ExitCode } from './exit-code.js';
import type { Io } from './io.js';

/** What a verb gets once its command line has been read. */
export interface VerbCall<Options extends object> {
  /** As many as the verb declares; a list at the end is spread. */
  readonly args: readonly string[];
  readonly options: Options & { readonly json?: boolean };
  readonly io: Io;
}

/** One verb of `wf`: what it takes, and what it does. */
export interface Verb<Options extends object = object> {
  /** A command to copy, shown by `--help`. */
  readonly example: string;
  /** Declares arguments and options; `--json` is every verb's already. */
  define(command: Command): void;
  run(call: VerbCall<Options>): Promise<ExitCode>;
}
