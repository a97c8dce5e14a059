import { Option } from 'commander';
import { ApiClient } from '../api/client.js';
import { readObject } from '../files/data-file.js';
import { acknowledge } from '../print/acknowledge.js';
import type { Verb } from '../verb.js';

interface ApproveOptions {
  readonly decision: 'approve' | 'reject';
  readonly comment?: string;
  readonly form?: string;
}

/** Answers a step that asks people. */
export const approve: Verb<ApproveOptions> = {
  example: 'wf approve wr_0-01JD0000000000000000000000 each.3.ask --decision reject --comment "too late in the year"',
  define(command) {
    command
      .argument('<run>', 'id of the run')
      .argument('<step>', 'id of the step, or its path such as each.3.ask')
      .addOption(new Option('--decision <decision>', 'the answer').choices(['approve', 'reject']).default('approve'))
      .option('--comment <text>', 'stands beside the answer')
      .option('--form <file>', 'the fields that the step asks for, from a JSON or YAML file');
  },
  async run({ args, options, io }) {
    const [runId, stepId] = args as [string, string];
    const { decision, comment } = options;
    const form = options.form === undefined ? undefined : readObject(options.form, io.cwd);
    const answer = await new ApiClient(io).approve(runId, stepId, { decision, comment, form });
    return acknowledge(io, options.json, answer, `${decision} was said to ${stepId} of ${runId}`);
  },
};
