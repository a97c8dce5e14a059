import type { AgentsResponse } from '@workflow/contract';
import { foldName, nearestName } from '@workflow/core';
import { ApiClient } from '../api/client.js';
import { exitCodes } from '../exit-code.js';
import { CliFailure } from '../failure.js';
import { agentCard, agentLines } from '../print/agent-lines.js';
import { nearestNames } from '../print/nearest-names.js';
import { paint } from '../print/paint.js';
import { printable } from '../print/printable.js';
import { printJson } from '../print/run-result.js';
import type { Verb } from '../verb.js';

type Agent = AgentsResponse['agents'][number];

/** Shows the agents, how many workers each has, and what their actions take; one agent in full. */
export const agents: Verb = {
  example: `wf agents
wf agents LUCI
wf agents --json > agents.json && wf validate campaign.yaml --agents agents.json`,
  define: (command) => void command.argument('[name]', 'one agent, in full'),
  async run({ args, options, io }) {
    const [name] = args as [string?];
    const found = await new ApiClient(io).agents();
    const colours = paint(io.stdout, io.env);
    if (name !== undefined) {
      const agent = agentCalled(name, found.agents);
      const health = found.health[agent.name];
      if (options.json) printJson(io, { ...agent, health });
      else io.stdout.write(`${agentCard(agent, health, colours).join('\n')}\n`);
    } else if (options.json) {
      printJson(io, found);
    } else {
      for (const agent of found.agents)
        io.stdout.write(`${agentLines(agent, found.health[agent.name], colours).join('\n')}\n`);
      if (found.sandbox.length > 0) io.stderr.write(`sandbox: ${printable(found.sandbox.join(', '))}\n`);
      io.stderr.write('wf agents NAME shows one in full\n');
    }
    return exitCodes.ok;
  },
};

/** By the spelling that definitions allow. @throws CliFailure */
function agentCalled(name: string, agents: readonly Agent[]): Agent {
  const agent = agents.find((each) => foldName(each.name) === foldName(name));
  if (agent !== undefined) return agent;
  const names = agents.map((each) => each.name);
  const nearest = nearestName(name, names);
  throw new CliFailure(`There is no agent '${name}'.`, {
    next: nearest === undefined ? `take one of ${nearestNames(name, names)}` : `did you mean ${nearest}?`,
  });
}
