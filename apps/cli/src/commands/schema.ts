import { definitionSchema } from '@workflow/core';
import { exitCodes } from '../exit-code.js';
import { readCatalogue } from '../files/catalogue-file.js';
import { printJson } from '../print/run-result.js';
import type { Verb } from '../verb.js';

interface SchemaOptions {
  readonly agents?: string;
}

/** Prints what editors complete and check definitions by; with a catalogue they know its agents as well. */
export const schema: Verb<SchemaOptions> = {
  example: `wf schema > definition.schema.json
wf schema --agents agents.json > definition.schema.json`,
  define: (command) =>
    void command.option('--agents <file>', 'agent catalogue, as wf agents --json gives it: its agents are known'),
  async run({ options, io }) {
    const catalogue = options.agents === undefined ? undefined : readCatalogue(options.agents, io.cwd);
    printJson(io, definitionSchema({ catalogue }));
    return exitCodes.ok;
  },
};
