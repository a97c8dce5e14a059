import { ApiClient } from '../api/client.js';
import { acknowledge } from '../print/acknowledge.js';
import type { Verb } from '../verb.js';

interface CancelOptions {
  readonly reason?: string;
  readonly compensate?: boolean;
}

/** Asks for the end of a run; it is cancelled when nothing of it lives. */
export const cancel: Verb<CancelOptions> = {
  example: 'wf cancel wr_0-01JD0000000000000000000000 --reason "wrong list of leads"',
  define(command) {
    command
      .argument('<run>', 'id of the run')
      .option('--reason <text>', 'stands in the timeline')
      .option('--compensate', 'undo the completed steps, as the rollback would');
  },
  async run({ args, options, io }) {
    const [runId] = args as [string];
    const { reason, compensate } = options;
    const answer = await new ApiClient(io).cancel(runId, { reason, compensate });
    return acknowledge(
      io,
      options.json,
      answer,
      `${runId} was asked to end and is ${answer.status}; wf watch ${runId} shows its end`,
    );
  },
};
