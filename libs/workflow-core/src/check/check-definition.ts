import type { AgentCatalogue } from '../catalogue/catalogue.js';
import type { WorkflowDefinition } from '../definition/definition.js';
import { normaliseDefinition } from '../definition/normalise/normalise-definition.js';
import { compileDefinition } from '../plan/compile-definition.js';
import { readSource } from '../source/read-source.js';
import type { Locate, SourceFormat } from '../source/source.js';
import { CallChecker } from './check-calls.js';
import { checkChildren, childrenOf, type ChildWorkflow, type FindWorkflow } from './check-children.js';
import { scopesOf } from './checked-scope.js';
import { checkExpressions } from './check-expressions.js';
import { checkGraph } from './check-graph.js';
import { checkJoins } from './check-joins.js';
import { checkSchedules } from './check-schedules.js';
import { checkSelfWaits } from './check-self-waits.js';
import { checkTriggers } from './check-triggers.js';
import { Findings } from './findings.js';
import type { Problem } from './problem.js';
import { warnApprovers } from './warn-approvers.js';
import { warnConstant } from './warn-constant.js';
import { warnEagerJoins } from './warn-eager-joins.js';
import { warnLaterReads } from './warn-later-reads.js';
import { warnLoopsNotBegun } from './warn-loops-not-begun.js';
import { warnUnread } from './warn-unread.js';
import { warnVainReads } from './warn-vain-reads.js';

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
  /** The roles whose holders may answer an approval; absent: nothing is said of those that approvals name. */
  readonly approverRoles?: readonly string[];
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
  const meant = definition && checkMeaning(definition, catalogue, options, findings);
  const { named, children = [] } = meant ?? {};
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
  { teamId, findWorkflow, approverRoles }: CheckOptions,
  findings: Findings,
): { readonly named: WorkflowDefinition; readonly children: readonly ChildWorkflow[] } {
  if (teamId !== undefined && definition.teamId !== undefined && definition.teamId !== teamId) {
    findings.refuse(
      'FOREIGN_TEAM',
      '/teamId',
      `The definition belongs to the team \`${definition.teamId}\`, not to \`${teamId}\`.`,
    );
  }
  const named = new CallChecker(catalogue, findings).check(definition);
  const compiled = compileDefinition(named);
  const scopes = scopesOf(named.steps, compiled.steps);
  checkExpressions(compiled, scopes, findings);
  checkGraph(scopes, findings);
  for (const scope of scopes) checkJoins(scope, findings);
  checkTriggers(named, findings);
  checkSchedules(named, findings);
  checkChildren(named, scopes, findWorkflow, findings);
  checkSelfWaits(named, compiled, scopes, findings);
  warnApprovers(scopes, approverRoles, findings);
  warnConstant(compiled, scopes, findings);
  for (const scope of scopes) warnEagerJoins(scope, findings);
  warnLaterReads(scopes, findings);
  warnLoopsNotBegun(scopes, findings);
  warnUnread(named, compiled, scopes, catalogue, findings);
  warnVainReads(named, compiled, scopes, catalogue, findings);
  return { named, children: childrenOf(named, scopes) };
}
