import { ApiClient } from '../api/client.js';
import { exitCodes } from '../exit-code.js';
import { paint } from '../print/paint.js';
import { printJson, printResult } from '../print/run-result.js';
import { stepLine } from '../print/step-line.js';
import type { Verb } from '../verb.js';

/** Shows a run as it stands. */
export const get: Verb = {
  example: 'wf get wr_0-01JD0000000000000000000000',
  define: (command) => void command.argument('<run>', 'id of the run'),
  async run({ args, options, io }) {
    const run = await new ApiClient(io).run(args[0] as string);
    if (options.json) {
      printJson(io, run);
      return exitCodes.ok;
    }
    printResult(io, run, false);
    const colours = paint(io.stdout, io.env);
    const idWidth = Math.max(...run.steps.map(({ stepId }) => stepId.length), 0);
    const width = io.stdout.isTerminal ? io.stdout.columns : 200;
    const now = io.now();
    for (const step of run.steps) io.stdout.write(`${stepLine(step, { depth: 0, idWidth, width, now }, colours)}\n`);
    return exitCodes.ok;
  },
};
