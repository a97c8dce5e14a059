import { ApiClient } from '../api/client.js';
import { readObject } from '../files/data-file.js';
import { acknowledge } from '../print/acknowledge.js';
import type { Verb } from '../verb.js';

interface SignalOptions {
  readonly payload?: string;
}

const outcomes = {
  given: 'a wait took it',
  kept: 'no wait takes it yet, it is kept for one that comes later',
  dropped: 'no wait takes it, and none will: it was dropped',
} as const;

/** Sends a signal to a run that waits for it. */
export const signal: Verb<SignalOptions> = {
  example: 'wf signal wr_0-01JD0000000000000000000000 reply --payload reply.json',
  define(command) {
    command
      .argument('<run>', 'id of the run')
      .argument('<name>', 'name of the signal')
      .option('--payload <file>', 'what the signal brings, from a JSON or YAML file');
  },
  async run({ args, options, io }) {
    const [runId, name] = args as [string, string];
    const payload = options.payload === undefined ? undefined : readObject(options.payload, io.cwd);
    const answer = await new ApiClient(io).signal(runId, name, { payload });
    return acknowledge(io, options.json, answer, `${name} to ${runId}: ${outcomes[answer.outcome]}`);
  },
};
