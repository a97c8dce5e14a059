import { WorkflowId, type PublishWorkflowResponse } from '@workflow/contract';
import { ApiClient } from '../api/client.js';
import { exitCodes } from '../exit-code.js';
import { unreadable } from '../failure.js';
import { readInputs } from '../files/inputs.js';
import { readPublication } from '../files/publication.js';
import type { Io } from '../io.js';
import { printJson } from '../print/run-result.js';
import type { Verb } from '../verb.js';
import { watchRun } from '../watch/watch-run.js';
import { collect, wholeNumber } from './option-values.js';
import { explainUnknown } from './unknown-workflow.js';

interface RunOptions {
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly version?: number;
  readonly priority?: number;
  readonly correlationId?: string;
  readonly key?: string;
  readonly watch?: boolean;
}

/** Starts a run of a published workflow; a file is published first. */
export const run: Verb<RunOptions> = {
  example: `wf run docs/examples/outreach-campaign.ts --input leadId=lead_1 --watch
wf run outreach-campaign --inputs lead.json --input count:=3`,
  define(command) {
    command
      .argument('<file-or-id>', 'definition file, which is published first, or id of a published workflow')
      .option('--input <k=v>', 'one field of the trigger; k:=v for JSON (again for each field)', collect)
      .option('--inputs <file>', 'the trigger, from a JSON or YAML file')
      .option('--version <n>', 'version of the workflow; the latest without it', wholeNumber)
      .option('--priority <n>', '1 (first) to 100', wholeNumber)
      .option('--correlation-id <id>', 'stands on every log line and provider call of the run')
      .option('--key <key>', 'idempotency key: the same key and inputs give the same run')
      .option('--watch', 'follow the run to its end; exit 0 when it completed, else 1');
  },
  async run({ args, options, io }) {
    const [name] = args as [string];
    // No id holds a dot or a slash, and every definition file's name does.
    const isFile = !WorkflowId.safeParse(name).success;
    if (isFile && options.version !== undefined)
      throw unreadable('--version goes with a workflow id, not with a file.', 'leave it out');
    const trigger = readInputs(options.inputs, options.input ?? [], io.cwd);
    const body = isFile ? await readPublication(name, io.cwd) : undefined;
    const client = new ApiClient(io);
    const published = body === undefined ? undefined : await publish(io, client, body, options.json);
    const { priority, correlationId, key } = options;
    const version = published?.version ?? options.version;
    const id = published?.id ?? name;
    const started = await client
      .start(id, { trigger, version, priority, correlationId }, key)
      .catch(async (error: unknown) => {
        throw await explainUnknown(client, id, error);
      });
    if (options.watch) {
      io.stderr.write(said(options.json, { started: started.runId }));
      return watchRun(io, client, started.runId, options.json === true);
    }
    if (options.json) printJson(io, started);
    else io.stdout.write(`${started.runId} ${started.status}\n`);
    if (!options.json) io.stderr.write(`wf watch ${started.runId} follows it\n`);
    return exitCodes.ok;
  },
};

/** Publishes, and says whether that made a new version. */
async function publish(
  io: Io,
  client: ApiClient,
  body: Parameters<ApiClient['publish']>[0],
  isJson: boolean | undefined,
): Promise<PublishWorkflowResponse> {
  const { published, isNew } = await client.publish(body);
  const { id, version } = published;
  if (isNew) io.stderr.write(said(isJson, { published: `${id} version ${version}` }));
  else if (isJson) io.stderr.write(said(isJson, { unchanged: `${id} version ${version}` }));
  else io.stderr.write(`${id} is unchanged, version ${version}\n`);
  return published;
}

/** A line of progress, for a person or a program. */
function said(isJson: boolean | undefined, news: Readonly<Record<string, string>>): string {
  return isJson ? `${JSON.stringify(news)}\n` : `${Object.entries(news).flat().join(' ')}\n`;
}
