import { ApiClient } from '../api/client.js';
import { acknowledge } from '../print/acknowledge.js';
import type { Verb } from '../verb.js';

/** Lets a paused run go on. */
export const resume: Verb = {
  example: 'wf resume wr_0-01JD0000000000000000000000',
  define: (command) => void command.argument('<run>', 'id of the run'),
  async run({ args, options, io }) {
    const [runId] = args as [string];
    const answer = await new ApiClient(io).resume(runId);
    return acknowledge(io, options.json, answer, `${runId} goes on and is ${answer.status}`);
  },
};
