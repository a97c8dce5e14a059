import { ApiClient } from '../api/client.js';
import { exitCodes } from '../exit-code.js';
import { printReport } from '../print/run-report.js';
import { printJson } from '../print/run-result.js';
import type { Verb } from '../verb.js';

/** Shows what a run did, how long each step took, what went wrong, and what to do about it. */
export const report: Verb = {
  example: 'wf report wr_0-01JD0000000000000000000000',
  define: (command) => void command.argument('<run>', 'id of the run'),
  async run({ args, options, io }) {
    const found = await new ApiClient(io).report(args[0] as string);
    if (options.json) printJson(io, found);
    else printReport(io, found);
    return exitCodes.ok;
  },
};
