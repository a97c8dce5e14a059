import { ApiClient } from '../api/client.js';
import { acknowledge } from '../print/acknowledge.js';
import type { Verb } from '../verb.js';

/** Holds a run: what runs goes on to its end, nothing new starts. */
export const pause: Verb = {
  example: 'wf pause wr_0-01JD0000000000000000000000',
  define: (command) => void command.argument('<run>', 'id of the run'),
  async run({ args, options, io }) {
    const [runId] = args as [string];
    const answer = await new ApiClient(io).pause(runId);
    return acknowledge(io, options.json, answer, `${runId} is ${answer.status}; wf resume ${runId} lets it go on`);
  },
};
