import type { Step } from '../definition/step-kinds.js';
import type { DependencyReason } from '../plan/plan.js';
import type { StepGraph } from '../plan/step-graph.js';
import type { CheckedScope } from './checked-scope.js';

const maxNamed = 12;

/** Names a loop, says what makes each of its edges, and points at the first of them. */
export function describeLoop(
  loop: readonly number[],
  { steps, graph, path: base }: CheckedScope,
): { readonly path: string; readonly message: string } {
  const edges = loop.map((from, position) => {
    const to = loop[(position + 1) % loop.length] as number;
    return { from, to, reason: reasonOf(graph, from, to) };
  });
  const idOf = (index: number): string => (steps[index] as Step).id;
  const reasons = edges
    .slice(0, maxNamed)
    .map(({ from, to, reason }) => `\`${idOf(from)}\` waits for \`${idOf(to)}\` (${nameReason(reason)})`);
  const [first] = edges as [(typeof edges)[number]];
  return {
    path: placeOf(`${base}/${first.from}`, steps[first.from] as Step, idOf(first.to), first.reason),
    message: `None of these steps could ever start: ${nameLoop(loop.map(idOf))}. ${reasons.join(', ')}.`,
  };
}

function reasonOf(graph: StepGraph, from: number, to: number): DependencyReason {
  const edges = graph.dependencies[from] as ReadonlyMap<number, readonly DependencyReason[]>;
  return (edges.get(to) as readonly [DependencyReason])[0];
}

/** `a → b → a`, shortened in the middle when it is long. */
export function nameLoop(ids: readonly string[]): string {
  const named = ids.length > maxNamed ? [...ids.slice(0, maxNamed), `… ${ids.length - maxNamed} more`] : ids;
  return [...named, ids[0]].join(' → ');
}

function nameReason(reason: DependencyReason): string {
  if (reason.kind === 'branch') return 'it is a branch of it';
  return reason.kind === 'declared' ? 'dependsOn' : `read in ${reason.path.slice(1)}`;
}

function placeOf(step: string, { dependsOn }: Step, to: string, reason: DependencyReason): string {
  if (reason.kind === 'read') return step + reason.path;
  if (reason.kind === 'branch') return step;
  return `${step}/dependsOn/steps/${dependsOn.steps.indexOf(to)}`;
}
