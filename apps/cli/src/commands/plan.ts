import { describePlan, planDefinition, toMermaid } from '@workflow/core';
import { exitCodes } from '../exit-code.js';
import { checkFile } from '../files/checked-definition.js';
import { readCatalogue } from '../files/catalogue-file.js';
import { catalogueHint } from '../print/catalogue-hint.js';
import { planLines } from '../print/plan-lines.js';
import { problemLines } from '../print/problem-lines.js';
import { printJson } from '../print/run-result.js';
import type { Verb } from '../verb.js';

interface PlanOptions {
  readonly agents?: string;
  readonly mermaid?: boolean;
}

/** Shows levels, dependencies with their reasons and the critical path of a definition. */
export const plan: Verb<PlanOptions> = {
  example: `wf plan docs/examples/outreach-campaign.ts
wf plan pipeline.yaml --mermaid > pipeline.mmd`,
  define(command) {
    command
      .argument('<file>', 'definition: .ts .js .json .yaml')
      .option('--agents <file>', 'agent catalogue, as wf agents --json gives it')
      .option('--mermaid', 'a Mermaid flowchart instead');
  },
  async run({ args, options, io }) {
    const [file] = args as [string];
    const { definition, problems } = await checkFile(file, readCatalogue(options.agents, io.cwd), io.cwd);
    if (definition === undefined) {
      io.stderr.write(`${problems.flatMap((problem) => problemLines(file, problem)).join('\n')}\n`);
      io.stderr.write('a definition with problems has no plan; mend it first\n');
      io.stderr.write(catalogueHint(problems, options.agents, [file], io.cwd));
      return exitCodes.failed;
    }
    const planned = planDefinition(definition);
    if (options.mermaid) io.stdout.write(toMermaid(planned));
    else if (options.json) printJson(io, describePlan(planned));
    else io.stdout.write(`${planLines(describePlan(planned)).join('\n')}\n`);
    return exitCodes.ok;
  },
};
