import type { JoinDeclaration } from '../definition/definition.js';
import type { Step } from '../definition/step-kinds.js';
import type { Expression } from '../expression/expression.js';
import type { JoinRule, PlannedJoin } from './plan.js';

/**
 * How the edges of a step decide it. `edges`: all that it has, but for the failure that a fallback waits for. Under
 * `all` every edge is the join's own; else those that `dependsOn.steps` names are, and the others stand beside it.
 */
export function planJoin(
  declaration: JoinDeclaration,
  edges: number,
  isFallback: boolean,
  when: Expression | undefined,
): PlannedJoin {
  const { steps, rest, onDead } = declaration;
  const rule = ruleOf(declaration, when);
  const all = edges + (isFallback ? 1 : 0);
  const own = rule.kind === 'all' ? all : steps.length;
  return { rule, edges: own, gates: all - own, rest: rest ?? 'keep', onDead };
}

/** Tells of each step's edges whether they stand beside its join. */
export function gatesOf(steps: readonly Step[]): (index: number, dependencyId: string) => boolean {
  const named = steps.map(({ dependsOn }) => (dependsOn.join === 'all' ? undefined : new Set(dependsOn.steps)));
  return (index, dependencyId) => named[index]?.has(dependencyId) === false;
}

function ruleOf({ join }: JoinDeclaration, when: Expression | undefined): JoinRule {
  if (typeof join === 'string') return join === 'first' ? { kind: 'atLeast', count: 1 } : { kind: join };
  if ('atLeast' in join) return { kind: 'atLeast', count: join.atLeast };
  const expression = when as Expression;
  return { kind: 'when', expression, reads: [...new Set(expression.stepReads.map(({ stepId }) => stepId))] };
}
