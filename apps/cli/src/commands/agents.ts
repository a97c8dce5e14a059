import { ApiClient } from '../api/client.js';
import { exitCodes } from '../exit-code.js';
import { paint } from '../print/paint.js';
import { printable } from '../print/printable.js';
import { printJson } from '../print/run-result.js';
import { table } from '../print/table.js';
import type { Verb } from '../verb.js';

/** Shows the agents, their actions and how many workers each has. */
export const agents: Verb = {
  example: `wf agents
wf agents --json > agents.json && wf validate campaign.yaml --agents agents.json`,
  define: () => undefined,
  async run({ options, io }) {
    const found = await new ApiClient(io).agents();
    if (options.json) {
      printJson(io, found);
      return exitCodes.ok;
    }
    const colours = paint(io.stdout, io.env);
    for (const { name, actions } of found.agents) {
      const health = found.health[name];
      const facts =
        health === undefined
          ? ''
          : `  ${health.workers} workers, ${health.active} active, ${health.waiting} waiting, ${health.delayed} delayed`;
      const rows = actions.map((action) =>
        [action.name, action.effect, action.undoable ? 'can be undone' : ''].map(printable),
      );
      const lines = table(rows).map((row) => `  ${row}`.trimEnd());
      io.stdout.write(`${[colours.bold(printable(name)) + facts, ...lines].join('\n')}\n`);
    }
    if (found.sandbox.length > 0) io.stderr.write(`sandbox: ${printable(found.sandbox.join(', '))}\n`);
    return exitCodes.ok;
  },
};
