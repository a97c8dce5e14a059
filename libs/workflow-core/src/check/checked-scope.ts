import type { Step } from '../definition/step-kinds.js';
import type { CompiledStep } from '../plan/compiled-step.js';
import { buildStepGraph, type StepGraph } from '../plan/step-graph.js';

/** The steps of one scope as the checks see them: those of the definition, or those inside a container. */
export interface CheckedScope {
  readonly steps: readonly Step[];
  readonly compiled: readonly CompiledStep[];
  readonly graph: StepGraph;
  /** The pointer to their list, such as `/steps` or `/steps/2/map/steps`. */
  readonly path: string;
  /** The container that they stand in; absent at the top. */
  readonly container?: Step;
}

/** The scope of a definition's steps, then those inside its containers, all the way down. */
export function scopesOf(
  steps: readonly Step[],
  compiled: readonly CompiledStep[],
  path = '/steps',
  container?: Step,
): CheckedScope[] {
  const own = { steps, compiled, graph: buildStepGraph(steps, compiled), path, ...(container && { container }) };
  const inner = compiled.flatMap(({ container: inside, path: at }) =>
    inside === undefined ? [] : scopesOf(inside.steps, inside.compiled, `${at}/${inside.step.kind}/steps`, inside.step),
  );
  return [own, ...inner];
}

/** For each step the id of the container that it stands in; undefined for those at the top. */
export function containersOf(scopes: readonly CheckedScope[]): ReadonlyMap<string, string | undefined> {
  return new Map(scopes.flatMap(({ steps, container }) => steps.map(({ id }) => [id, container?.id] as const)));
}
