import { Option } from 'commander';
import { ApiClient } from '../api/client.js';
import { readData } from '../files/data-file.js';
import { acknowledge } from '../print/acknowledge.js';
import type { Verb } from '../verb.js';

interface ResolveOptions {
  readonly outcome: 'completed' | 'failed';
  readonly reason: string;
  readonly output?: string;
}

/** A person settles a step whose send has an outcome that nobody knows. */
export const resolve: Verb<ResolveOptions> = {
  example:
    'wf resolve wr_0-01JD0000000000000000000000 followup --outcome completed --reason "the lead has the message"',
  define(command) {
    command
      .argument('<run>', 'id of the run')
      .argument('<step>', 'id of the step, or its path such as each.3.ask')
      .addOption(
        new Option('--outcome <outcome>', 'what became of it').choices(['completed', 'failed']).makeOptionMandatory(),
      )
      .requiredOption('--reason <text>', 'how you know; it stands in the timeline')
      .option('--output <file>', 'what the step gave, from a JSON or YAML file');
  },
  async run({ args, options, io }) {
    const [runId, stepId] = args as [string, string];
    const { outcome, reason } = options;
    const output = options.output === undefined ? undefined : readData(options.output, io.cwd);
    const answer = await new ApiClient(io).resolve(runId, stepId, { outcome, reason, output });
    return acknowledge(
      io,
      options.json,
      answer,
      `${stepId} of ${runId} is settled as ${outcome}; the run is ${answer.status}`,
    );
  },
};
