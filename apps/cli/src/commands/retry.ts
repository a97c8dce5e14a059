import { ApiClient } from '../api/client.js';
import { acknowledge } from '../print/acknowledge.js';
import type { Verb } from '../verb.js';

interface RetryOptions {
  readonly from?: string;
}

/** Starts a new run that adopts what was settled and begins at what failed. */
export const retry: Verb<RetryOptions> = {
  example: 'wf retry wr_0-01JD0000000000000000000000 --from outreach',
  define(command) {
    command
      .argument('<run>', 'id of the run that ended')
      .option('--from <step>', 'step to begin at; without it, what failed');
  },
  async run({ args, options, io }) {
    const [runId] = args as [string];
    const answer = await new ApiClient(io).retry(runId, { from: options.from });
    return acknowledge(
      io,
      options.json,
      answer,
      `${runId} is run again as ${answer.runId}; wf watch ${answer.runId} follows it`,
    );
  },
};
