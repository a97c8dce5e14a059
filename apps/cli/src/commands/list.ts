import { runStatuses } from '@workflow/core';
import { Option } from 'commander';
import { ApiClient } from '../api/client.js';
import { exitCodes } from '../exit-code.js';
import { paint } from '../print/paint.js';
import { printable } from '../print/printable.js';
import { printJson } from '../print/run-result.js';
import { table } from '../print/table.js';
import type { Verb } from '../verb.js';
import { wholeNumber } from './option-values.js';
import { explainUnknown } from './unknown-workflow.js';

interface ListOptions {
  readonly workflow?: string;
  readonly status?: string;
  readonly since?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** @throws CliFailure for a workflow that is not there, which no list of runs tells from one that has none */
async function demandWorkflow(client: ApiClient, workflowId: string): Promise<void> {
  try {
    await client.workflow(workflowId);
  } catch (error) {
    throw await explainUnknown(client, workflowId, error);
  }
}

/** Lists runs, newest first, a page at a time. */
export const list: Verb<ListOptions> = {
  example: 'wf list --workflow outreach-campaign --status failed',
  define(command) {
    command
      .option('--workflow <id>', 'only runs of this workflow')
      .addOption(new Option('--status <status>', 'only runs in this status').choices(runStatuses))
      .option('--since <time>', 'only runs created since, such as 2026-11-20T10:00:00Z')
      .option('--cursor <cursor>', 'the page after the one that named it')
      .option('--limit <n>', 'runs of one page, 1 to 100', wholeNumber);
  },
  async run({ options, io }) {
    const { workflow, status, since, cursor, limit } = options;
    const client = new ApiClient(io);
    const page = await client.runs({ workflow, status, since, cursor, limit: limit?.toString() });
    if (options.json) {
      printJson(io, page);
      return exitCodes.ok;
    }
    if (page.items.length === 0 && workflow !== undefined) await demandWorkflow(client, workflow);
    const colours = paint(io.stdout, io.env);
    const head = ['RUN', 'WORKFLOW', 'STATUS', 'CREATED', 'ERROR'];
    const rows = page.items.map((run) => {
      const workflowName = `${run.workflowId} v${run.version}`;
      return [run.runId, workflowName, run.status, run.createdAt, run.error?.code ?? ''].map(printable);
    });
    const [title = '', ...lines] = table([head, ...rows]).map((line) => line.trimEnd());
    if (rows.length === 0) io.stderr.write('no runs; wf run FILE starts one\n');
    else io.stdout.write(`${[colours.dim(title), ...lines].join('\n')}\n`);
    if (page.nextCursor !== undefined) io.stderr.write(`more: the same with --cursor ${printable(page.nextCursor)}\n`);
    return exitCodes.ok;
  },
};
