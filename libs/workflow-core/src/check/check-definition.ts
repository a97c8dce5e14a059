import type { AgentCatalogue } from '../catalogue/catalogue.js';
import type { WorkflowDefinition } from '../definition/definition.js';
import { normaliseDefinition } from '../definition/normalise/normalise-definition.js';
import { compileDefinition } from '../plan/compile-definition.js';
import { buildStepGraph } from '../plan/step-graph.js';
import { readSource } from '../source/read-source.js';
import type { Locate, SourceFormat } from '../source/source.js';
import { CallChecker } from './check-calls.js';
import { checkChildren, childrenOf, type ChildWorkflow, type FindWorkflow } from './check-children.js';
import { checkExpressions } from './check-expressions.js';
import { checkGraph } from './check-graph.js';
import { checkJoins } from './check-joins.js';
import { checkTriggers } from './check-triggers.js';
import { Findings } from './findings.js';
import type { Problem } from './problem.js';
import { warnUnknownMembers } from './warn-unknown-members.js';
import { warnUnread } from './warn-unread.js';

export interface CheckedDefinition {
  /** The normal form, with agents and actions by their canonical names; absent when there are problems. */
  readonly definition?: WorkflowDefinition;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Other workflows of the team that it starts, as far as the definition could be read. */
  readonly children: readonly ChildWorkflow[];
}

export interface CheckOptions {
  /** The team that publishes; a definition of another team is refused with `FOREIGN_TEAM`. */
  readonly teamId?: string;
  /** Tells of the team's workflows; absent: nothing is said of those that the definition starts. */
  readonly findWorkflow?: FindWorkflow;
}

/** Checks a definition of any spelling and lists every problem at once. Never throws. */
export function checkDefinition(
  input: { readonly value: unknown; readonly locate?: Locate },
  catalogue: AgentCatalogue,
  options: CheckOptions = {},
): CheckedDefinition {
  const { definition, problems, writtenPath } = normaliseDefinition(input.value);
  const findings = new Findings(writtenPath, input.locate);
  for (const problem of problems) findings.addShape(problem);
  const named = definition && checkMeaning(definition, catalogue, options, findings);
  const children = named === undefined ? [] : childrenOf(named);
  return { ...(named && !findings.hasProblems ? { definition: named } : {}), ...findings.sorted(), children };
}

/** Checks the text of a definition: as `checkDefinition`, with line and column on everything found. */
export function checkSource(
  text: string,
  format: { readonly format: SourceFormat },
  catalogue: AgentCatalogue,
  options: CheckOptions = {},
): CheckedDefinition {
  const source = readSource(text, format);
  return source.ok
    ? checkDefinition(source, catalogue, options)
    : { problems: source.problems, warnings: [], children: [] };
}

function checkMeaning(
  definition: WorkflowDefinition,
  catalogue: AgentCatalogue,
  { teamId, findWorkflow }: CheckOptions,
  findings: Findings,
): WorkflowDefinition {
  if (teamId !== undefined && definition.teamId !== undefined && definition.teamId !== teamId) {
    findings.refuse(
      'FOREIGN_TEAM',
      '/teamId',
      `The definition belongs to the team \`${definition.teamId}\`, not to \`${teamId}\`.`,
    );
  }
  const named = new CallChecker(catalogue, findings).check(definition);
  const compiled = compileDefinition(named);
  const graph = buildStepGraph(named.steps, compiled.steps);
  checkExpressions(named, compiled, findings);
  checkGraph(named.steps, graph, findings);
  checkJoins(named.steps, compiled.steps, findings);
  checkTriggers(named, findings);
  checkChildren(named, compiled, findWorkflow, findings);
  warnUnread(named, compiled, graph, catalogue, findings);
  warnUnknownMembers(named, compiled, catalogue, findings);
  return named;
}
