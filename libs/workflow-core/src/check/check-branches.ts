import type { Step } from '../definition/step-kinds.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';

/** The branches of exclusive choices under which a step can run, by the position of the choice. */
type Needs = ReadonlyMap<number, ReadonlySet<number>>;

const free: Needs = new Map();

/**
 * Refuses a step that could never run, because it needs branches of one choice that exclude each other: one that joins
 * two of them by `all`, a target that waits for another branch, a join that waits for more than one branch gives. `order` is a topological order.
 */
export function checkBranches(
  { steps, graph, path }: CheckedScope,
  order: readonly number[],
  findings: Findings,
): void {
  const needs: Needs[] = [];
  for (const index of order) {
    const step = steps[index] as Step;
    const before = [...(graph.dependencies[index] as ReadonlyMap<number, unknown>).keys()];
    const found = needsOf(steps, needs, index, before);
    const torn =
      [...found].find(([, branches]) => branches.size === 0) ?? starvedBy(steps, needs, index, before, found);
    needs[index] = torn === undefined ? found : free;
    if (torn === undefined) continue;
    const choice = (steps[torn[0]] as Step).id;
    const message =
      `\`${step.id}\` could never run: it needs branches of \`${choice}\` that exclude each other. ` +
      'Join them by `any`, or let it run all the same with `onDead: run`.';
    findings.refuse('CONTRADICTORY_BRANCHES', `${path}/${index}`, message);
  }
}

function needsOf(steps: readonly Step[], needs: readonly Needs[], index: number, before: readonly number[]): Needs {
  const { id, dependsOn } = steps[index] as Step;
  const own = before.flatMap((position) => branchNeeds(steps[position] as Step, position, id));
  // Only `all` needs every one of its edges; under `onDead: run` none of them.
  const required = dependsOn.onDead === 'run' ? [] : before.filter((position) => isRequired(steps, index, position));
  const merged = new Map<number, ReadonlySet<number>>();
  for (const [choice, branches] of [...own, ...required.flatMap((position) => [...(needs[position] as Needs)])]) {
    const known = merged.get(choice);
    merged.set(choice, known === undefined ? branches : both(known, branches));
  }
  return merged;
}

/**
 * The exclusive choice under none of whose branches enough of the joined steps can run. Joins that wait for every edge
 * are told by what the step needs; under `onDead: run` no join starves.
 */
function starvedBy(
  steps: readonly Step[],
  needs: readonly Needs[],
  index: number,
  before: readonly number[],
  found: Needs,
): [number, ReadonlySet<number>] | undefined {
  const { dependsOn } = steps[index] as Step;
  const { join } = dependsOn;
  if (join === 'all' || dependsOn.onDead === 'run') return undefined;
  const wanted = typeof join === 'object' && 'atLeast' in join ? join.atLeast : 1;
  const joined = before
    .filter((position) => !isRequired(steps, index, position))
    .map((position) => needs[position] as Needs);
  const choices = new Set(joined.flatMap((need) => [...need.keys()]));
  for (const choice of choices) {
    const branches = [...(exclusiveBranches(steps[choice] as Step) as readonly unknown[]).keys()];
    const alive = branches.filter((branch) => {
      if (found.get(choice)?.has(branch) === false) return false;
      return joined.filter((need) => need.get(choice)?.has(branch) !== false).length >= wanted;
    });
    if (alive.length === 0) return [choice, new Set()];
  }
  return undefined;
}

/** True for an edge without whose arrival the step never runs. */
export function isRequired(steps: readonly Step[], index: number, before: number): boolean {
  const { dependsOn } = steps[index] as Step;
  return dependsOn.join === 'all' || !dependsOn.steps.includes((steps[before] as Step).id);
}

/** The branches of an exclusive choice that take the step; `otherwise` counts as one more. */
function branchNeeds(choice: Step, position: number, stepId: string): [number, ReadonlySet<number>][] {
  const branches = exclusiveBranches(choice);
  if (branches === undefined) return [];
  const taking = new Set(branches.flatMap((then, branch) => (then.includes(stepId) ? [branch] : [])));
  return taking.size === 0 ? [] : [[position, taking]];
}

function exclusiveBranches(step: Step): readonly (readonly string[])[] | undefined {
  if (step.kind === 'choice' && step.choose.mode === 'first') {
    return [...step.choose.branches.map(({ then }) => then), step.choose.otherwise ?? []];
  }
  return step.kind === 'deferredChoice' ? step.wait.firstOf.map(({ then }) => then) : undefined;
}

function both(left: ReadonlySet<number>, right: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...left].filter((branch) => right.has(branch)));
}
