import { ApiClient } from '../api/client.js';
import type { Verb } from '../verb.js';
import { watchRun } from '../watch/watch-run.js';

/** Follows a run to its end: a live tree on a terminal, a log anywhere else. */
export const watch: Verb = {
  example: 'wf watch wr_0-01JD0000000000000000000000',
  define: (command) => void command.argument('<run>', 'id of the run'),
  run: ({ args, options, io }) => watchRun(io, new ApiClient(io), args[0] as string, options.json === true),
};
