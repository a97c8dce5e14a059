import type { AgentCatalogue } from '../catalogue/catalogue.js';
import type { WorkflowDefinition } from '../definition/definition.js';
import type { ActionStep, Step } from '../definition/step-kinds.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';

/**
 * Warns of a step that only reads the world and whose output nothing reads. The last steps of a definition without
 * `outputs` are left alone: what they give is seen on the run.
 */
export function warnUnread(
  { outputs }: WorkflowDefinition,
  { looks }: CompiledDefinition,
  scopes: readonly CheckedScope[],
  catalogue: AgentCatalogue,
  findings: Findings,
): void {
  const steps = scopes.flatMap(({ compiled }) => compiled);
  const read = new Set([...steps.flatMap(({ reads }) => reads), ...looks].map(({ stepId }) => stepId));
  const effects = new Map(
    catalogue.agents.flatMap(({ name, actions }) =>
      actions.map((action) => [`${name}.${action.name}`, action.effect] as const),
    ),
  );
  const isIdle = (step: Step): step is ActionStep =>
    step.kind === 'action' && !read.has(step.id) && effects.get(`${step.agent}.${step.action}`) === 'read';
  for (const scope of scopes) {
    const awaited = new Set(scope.graph.dependencies.flatMap((edges) => [...edges.keys()]));
    const isShown = scope.container === undefined && outputs.length === 0;
    for (const [index, step] of scope.steps.entries()) {
      if (!isIdle(step) || (isShown && !awaited.has(index))) continue;
      const message = `The output of \`${step.id}\` is never read, and \`${step.action}\` does nothing else.`;
      findings.warn('UNREAD_OUTPUT', `${scope.path}/${index}`, message);
    }
  }
}
