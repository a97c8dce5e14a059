import { ApiClient } from '../api/client.js';
import { readObject } from '../files/data-file.js';
import { acknowledge } from '../print/acknowledge.js';
import type { Verb } from '../verb.js';

interface EmitOptions {
  readonly payload?: string;
  readonly idempotencyKey?: string;
}

/** Tells the team's workflows that something happened, and which runs that started. */
export const emit: Verb<EmitOptions> = {
  example: 'wf emit lead.created --payload lead.json --idempotency-key lead-7',
  define(command) {
    command
      .argument('<name>', 'name of the event, as triggers have it in `event`')
      .option('--payload <file>', 'what the event brings, from a JSON or YAML file')
      .option('--idempotency-key <key>', 'the same key and payload start nothing again');
  },
  async run({ args, options, io }) {
    const [name] = args as [string];
    const payload = options.payload === undefined ? {} : readObject(options.payload, io.cwd);
    const answer = await new ApiClient(io).emit(name, payload, options.idempotencyKey);
    const lines = [
      ...answer.runs.map(({ workflowId, runId }) => `${workflowId}: started ${runId}`),
      ...answer.refused.map(({ workflowId, code, message }) => `${workflowId}: refused it, ${code}: ${message}`),
    ];
    const told = lines.length === 0 ? [`${name}: no workflow listens`] : lines;
    return acknowledge(io, options.json, answer, told.join('\n'));
  },
};
