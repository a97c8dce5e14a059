import type { Plan, PlannedContainer, PlannedStep, ScopePlan } from '../plan/plan.js';

/**
 * One scope of a run: its steps at the top, or one instance of a container. Steps of a run are told apart by their
 * paths: `ask` at the top, `each.3.ask` in the fourth instance of the map `each`, `visits.a` in the interleave `visits`.
 */
export interface Scope {
  readonly plan: ScopePlan;
  /** '' at the top, else the path of the instance: `each.3`, `visits`. */
  readonly path: string;
  /** The container that it is an instance of; absent at the top. */
  readonly container?: StepPlace;
  /** Which of the container's instances it is, from 0; absent at the top and in an interleave. */
  readonly index?: number;
}

/** Where a step of a run stands. */
export interface StepPlace {
  readonly path: string;
  readonly planned: PlannedStep;
  readonly scope: Scope;
}

export function topScope(plan: Plan): Scope {
  return { plan, path: '' };
}

/** The path of a step of a scope. */
export function pathIn({ path }: Scope, stepId: string): string {
  return path === '' ? stepId : `${path}.${stepId}`;
}

/** The step of this path, with the scopes that it stands in; undefined where the plan has none. */
export function findStep(plan: Plan, path: string): StepPlace | undefined {
  if (!path.includes('.')) return placeIn(topScope(plan), path);
  const parts = path.split('.');
  let scope = topScope(plan);
  for (let at = 0; ; at += 1) {
    const place = placeIn(scope, parts[at] as string);
    if (place === undefined || at === parts.length - 1) return place;
    const container = containerOf(place.planned);
    if (container === undefined) return undefined;
    if (container.kind === 'interleave') scope = instanceOf(place);
    else {
      at += 1;
      const index = parts[at] as string;
      // A path that ends with an index names an instance, and no step.
      if (!/^(0|[1-9]\d{0,8})$/.test(index) || at === parts.length - 1) return undefined;
      scope = instanceOf(place, Number(index));
    }
  }
}

/** The same. @throws RangeError for a path that the plan does not have */
export function stepAt(plan: Plan, path: string): StepPlace {
  const place = findStep(plan, path);
  if (place === undefined) throw new RangeError(`The plan of '${plan.definition.id}' has no step '${path}'.`);
  return place;
}

/** Every step of a plan, those inside containers too, each after the container that it stands in. */
export function allSteps({ steps }: ScopePlan): PlannedStep[] {
  return [...steps.values()].flatMap((step) => {
    const container = containerOf(step);
    return container === undefined ? [step] : [step, ...allSteps(container.scope)];
  });
}

/** An instance of a container; an interleave has one, without an index. */
export function instanceOf(container: StepPlace, index?: number): Scope {
  const { scope } = containerOf(container.planned) as PlannedContainer;
  if (index === undefined) return { plan: scope, path: container.path, container };
  return { plan: scope, path: `${container.path}.${index}`, container, index };
}

/** The instance of a container that has this path. */
export function instanceAt(container: StepPlace, path: string): Scope {
  return path === container.path
    ? instanceOf(container)
    : instanceOf(container, Number(path.slice(container.path.length + 1)));
}

/**
 * The containers of a run that lie at the end of a way inwards from a scope: as many as there are open instances of those
 * around them.
 */
export function containersOn(
  scope: Scope,
  [first, ...inwards]: readonly string[],
  openInstances: (path: string) => readonly string[],
): StepPlace[] {
  const place = placeIn(scope, first as string) as StepPlace;
  if (inwards.length === 0) return [place];
  return openInstances(place.path).flatMap((path) => containersOn(instanceAt(place, path), inwards, openInstances));
}

/** The container whose instance has this path: an index is no step id. */
export function containerOfInstance(instancePath: string): string {
  const dot = instancePath.lastIndexOf('.');
  return dot >= 0 && /^\d+$/.test(instancePath.slice(dot + 1)) ? instancePath.slice(0, dot) : instancePath;
}

/** What the step is as a container; undefined for any other. */
export function containerOf({ control }: PlannedStep): PlannedContainer | undefined {
  return control !== undefined && 'scope' in control ? control : undefined;
}

/** The paths of the steps that a step reads, in the order of its `reads`. */
export function readPathsOf({ planned, scope }: StepPlace): string[] {
  return planned.reads.map((stepId) => readPath(scope, stepId));
}

/** The path of a step that an expression of this scope names: of its own, or of the nearest scope around that has it. */
export function readPath(scope: Scope, stepId: string): string {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.container?.scope) {
    if (at.plan.steps.has(stepId)) return pathIn(at, stepId);
  }
  throw new RangeError(`No scope of '${scope.path}' has a step '${stepId}'.`);
}

/** The id of the top-level step that a path lies in. */
export function topOf(path: string): string {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(0, dot);
}

function placeIn(scope: Scope, stepId: string): StepPlace | undefined {
  const planned = scope.plan.steps.get(stepId);
  return planned === undefined ? undefined : { path: pathIn(scope, stepId), planned, scope };
}
