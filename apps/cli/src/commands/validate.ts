import type { Problem } from '@workflow/core';
import { exitCodes, type ExitCode } from '../exit-code.js';
import { CliFailure } from '../failure.js';
import { catalogueHint } from '../print/catalogue-hint.js';
import { failureText } from '../print/failure-text.js';
import { checkFile } from '../files/checked-definition.js';
import { readCatalogue } from '../files/catalogue-file.js';
import type { Io } from '../io.js';
import { paint } from '../print/paint.js';
import { problemLines } from '../print/problem-lines.js';
import { printJson } from '../print/run-result.js';
import type { Verb } from '../verb.js';

interface ValidateOptions {
  readonly agents?: string;
}

/** What became of one file. `unreadable` is there when nothing of it could be checked. */
interface FileVerdict {
  readonly file: string;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly unreadable?: CliFailure;
}

/** Checks definitions without a network: 0 when all are valid, 1 for problems, 2 when a file cannot be read. */
export const validate: Verb<ValidateOptions> = {
  example: `wf validate docs/examples/*.yaml
wf validate campaign.ts --agents agents.json --json`,
  define(command) {
    command
      .argument('<file...>', 'definitions: .ts .js .json .yaml (.ts and .js are run to get their default export)')
      .option('--agents <file>', 'agent catalogue, as wf agents --json gives it; the committed one without it');
  },
  async run({ args, options, io }) {
    const catalogue = readCatalogue(options.agents, io.cwd);
    const verdicts: FileVerdict[] = [];
    for (const file of args) {
      const verdict = await verdictOf(file, () => checkFile(file, catalogue, io.cwd));
      if (!options.json) print(io, verdict);
      verdicts.push(verdict);
    }
    const problems = verdicts.flatMap((verdict) => verdict.problems);
    if (options.json) printJson(io, { valid: verdicts.every(({ valid }) => valid), files: verdicts.map(plain) });
    else io.stderr.write(catalogueHint(problems, options.agents, args, io.cwd));
    return exitCodeOf(verdicts);
  },
};

async function verdictOf(file: string, check: () => ReturnType<typeof checkFile>): Promise<FileVerdict> {
  try {
    const { problems, warnings } = await check();
    return { file, valid: problems.length === 0, problems, warnings };
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error;
    return { file, valid: false, problems: [], warnings: [], unreadable: error };
  }
}

function print(io: Io, { file, valid, problems, warnings, unreadable }: FileVerdict): void {
  if (unreadable !== undefined) {
    io.stderr.write(failureText(unreadable, io));
    return;
  }
  const colours = paint(io.stdout, io.env);
  const lines = problems.flatMap((problem) => problemLines(file, problem));
  const warned = warnings.flatMap((warning) =>
    problemLines(file, { ...warning, message: `warning: ${warning.message}` }),
  );
  const end = valid ? [`${file} ${colours.green('valid')}`] : [];
  io.stdout.write(`${[...lines, ...warned, ...end].join('\n')}\n`);
}

function plain({ unreadable, ...verdict }: FileVerdict): object {
  return unreadable === undefined ? verdict : { ...verdict, unreadable: unreadable.message };
}

function exitCodeOf(verdicts: readonly FileVerdict[]): ExitCode {
  if (verdicts.some(({ unreadable }) => unreadable !== undefined)) return exitCodes.unreadable;
  return verdicts.every(({ valid }) => valid) ? exitCodes.ok : exitCodes.failed;
}
