import type { AgentCatalogue } from '../catalogue/catalogue.js';
import type { WorkflowDefinition } from '../definition/definition.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { StepGraph } from '../plan/step-graph.js';
import type { Findings } from './findings.js';

/**
 * Warns of a step that only reads the world and whose output nothing reads. The last steps of a definition without
 * `outputs` are left alone: what they give is seen on the run.
 */
export function warnUnread(
  { steps, outputs }: WorkflowDefinition,
  compiled: CompiledDefinition,
  graph: StepGraph,
  catalogue: AgentCatalogue,
  findings: Findings,
): void {
  const read = new Set(
    [...compiled.steps.flatMap(({ reads }) => reads), ...compiled.looks].map(({ stepId }) => stepId),
  );
  const awaited = new Set(graph.dependencies.flatMap((edges) => [...edges.keys()]));
  const effects = new Map(
    catalogue.agents.flatMap(({ name, actions }) =>
      actions.map((action) => [`${name}.${action.name}`, action.effect] as const),
    ),
  );
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'action') continue;
    const { id, agent, action } = step;
    if (read.has(id) || effects.get(`${agent}.${action}`) !== 'read') continue;
    if (outputs.length === 0 && !awaited.has(index)) continue;
    findings.warn(
      'UNREAD_OUTPUT',
      `/steps/${index}`,
      `The output of \`${id}\` is never read, and \`${action}\` does nothing else.`,
    );
  }
}
