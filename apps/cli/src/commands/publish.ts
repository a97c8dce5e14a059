import { ApiClient } from '../api/client.js';
import { exitCodes } from '../exit-code.js';
import { readPublication } from '../files/publication.js';
import { problemLines } from '../print/problem-lines.js';
import { printJson } from '../print/run-result.js';
import type { Verb } from '../verb.js';

/** Publishes a file; publishing the same again changes nothing. */
export const publish: Verb = {
  example: 'wf publish docs/examples/outreach-campaign.ts',
  define: (command) => void command.argument('<file>', 'definition: .ts .js .json .yaml'),
  async run({ args, options, io }) {
    const [file] = args as [string];
    const body = await readPublication(file, io.cwd);
    const { published, isNew } = await new ApiClient(io).publish(body);
    for (const warning of published.warnings) io.stderr.write(`${problemLines(file, warning).join('\n')}\n`);
    if (options.json) printJson(io, published);
    else
      io.stdout.write(
        `${published.id} version ${published.version} ${isNew ? 'published' : 'is the same already'}  ${published.checksum}\n`,
      );
    return exitCodes.ok;
  },
};
