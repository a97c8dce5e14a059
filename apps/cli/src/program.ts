import { Command, CommanderError } from 'commander';
import { exitCodes, type ExitCode } from './exit-code.js';
import type { Io } from './io.js';
import { verbs } from './verbs.js';
import type { Verb } from './verb.js';
import { ownVersion } from './version.js';

const about = `wf checks, publishes, runs and watches workflows.

It talks to the API at WF_URL, such as http://127.0.0.1:3001/api (it ends in /api), with the key in WF_API_KEY;
without them, to the running npm start.`;

/**
 * Reads a command line and runs its verb. Only the file of that one verb is loaded, so that help comes at once.
 * @throws CliFailure, Interrupted
 */
export async function runProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = new Command('wf')
    .description(about)
    .usage('<verb> [options]')
    .version(ownVersion(), '--version', 'print the version of wf')
    .enablePositionalOptions()
    .showHelpAfterError('(wf <verb> --help shows an example)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
      getOutHasColors: () => io.stdout.isTerminal,
      getErrHasColors: () => io.stderr.isTerminal,
    });
  const asked = argv.filter((word) => !word.startsWith('-'));
  const name = asked[0] === 'help' ? asked[1] : asked[0];
  for (const entry of verbs) {
    const command = program.command(entry.name).summary(entry.summary).description(descriptionOf(entry));
    if (!entry.isBuilt) command.helpGroup('Not built yet:');
    if (entry.name === name) define(command, await entry.load(), io, (code) => (exitCode = code));
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.unreadable;
  }
  return exitCode;
}

function descriptionOf({ summary, isBuilt }: (typeof verbs)[number]): string {
  const sentence = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  return isBuilt ? sentence : `${sentence} Not built yet: the API answers 501.`;
}

function define(command: Command, verb: Verb, io: Io, end: (code: ExitCode) => void): void {
  verb.define(command);
  command
    .option('--json', 'one JSON document on stdout, for programs')
    .addHelpText('after', `\nExample:\n${verb.example.replaceAll(/^/gm, '  $ ')}`)
    .action(async () => end(await verb.run({ args: command.args, options: command.opts(), io })));
}
