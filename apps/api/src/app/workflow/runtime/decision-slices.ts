import {
  containerOf,
  instanceAt,
  instanceOf,
  pathIn,
  readPath,
  type PlannedStep,
  type Scope,
  type ScopePlan,
  type StepPlace,
} from '@workflow/core';
import { readPrefixes } from '../state/run-fields.js';
import { sliceOf, type KnownInstances, type RunSlice } from '../state/run-slice.js';
import { controlPrefixes, type RunStore } from '../state/run-store.js';
import { waitsForSignals } from './waits/wait-addresses.js';

interface RunName {
  readonly teamId: string;
  readonly runId: string;
}

/** Steps of a wide scope that are read around the one that ends. */
const nearSteps = 40;

/**
 * What the end of a step is decided over, the smallest first: the steps of its scope that lie near it, and for a step of
 * an instance all that lies in that. Only what concerns more than the instance reads the run whole.
 */
export function slicesOfEnd(
  store: RunStore,
  run: RunName,
  place: StepPlace,
): readonly (() => RunSlice | Promise<RunSlice>)[] {
  const near = (): RunSlice => sliceOf(fieldsNear(place));
  if (place.scope.container === undefined) return [near];
  return [near, () => sliceOfInstance(store, run, place.scope)];
}

/** What a decision looks at that concerns one step and nothing beside it. */
export function sliceOfStep(place: StepPlace): RunSlice {
  return sliceOf(fieldsOf(place));
}

/** What opening an instance of a container looks at: the container, and the steps inside. */
export function sliceOfOpening(container: StepPlace, scope: Scope): RunSlice {
  return sliceOf([...fieldsOf(container), ...fieldsOfScope(scope)]);
}

/** Everything in an instance, down to the open instances of the containers in it. */
async function sliceOfInstance(store: RunStore, run: RunName, scope: Scope): Promise<RunSlice> {
  const fields = [...fieldsOfScope(scope), ...fieldsOfLooks(scope)];
  const containers = new Map<string, KnownInstances>();
  const scopes = [scope];
  // The list grows while it is walked.
  for (const inside of scopes) {
    for (const [id, planned] of inside.plan.steps) {
      if (containerOf(planned) === undefined) continue;
      const container = { path: pathIn(inside, id), planned, scope: inside };
      const { known, open } = await instancesOf(store, run, container);
      containers.set(container.path, known);
      fields.push(`mn:${container.path}`, ...known.paths.map((instance) => `i:${instance}`));
      for (const instance of open) {
        scopes.push(instance);
        fields.push(...fieldsOfScope(instance));
      }
    }
  }
  return sliceOf(fields, containers);
}

/** The instances of a container that were opened so far, and which of them are open. */
async function instancesOf(
  store: RunStore,
  { teamId, runId }: RunName,
  container: StepPlace,
): Promise<{ known: KnownInstances; open: Scope[] }> {
  const [opened = ''] = await store.readFields(teamId, runId, [`mn:${container.path}`]);
  const count = Number(opened || 0);
  const isIndexed = containerOf(container.planned)?.kind !== 'interleave';
  const paths = isIndexed
    ? Array.from({ length: count }, (_, index) => instanceOf(container, index).path)
    : [container.path];
  const marks = await store.readFields(
    teamId,
    runId,
    paths.map((path) => `i:${path}`),
  );
  const open = paths.filter((_, at) => marks[at] !== '').map((path) => instanceAt(container, path));
  return { known: { opened, paths }, open };
}

function fieldsNear(place: StepPlace): string[] {
  const { scope } = place;
  const fields = [...nearest(scope.plan, place.planned)].flatMap((planned) =>
    fieldsOf({ path: pathIn(scope, planned.id), planned }),
  );
  return [...fields, ...fieldsOfLooks(scope)];
}

/** The steps that a scope decides together; of a wide one those nearest to a step, along its edges and fallbacks. */
function nearest({ steps }: ScopePlan, from: PlannedStep): Iterable<PlannedStep> {
  if (steps.size <= nearSteps) return steps.values();
  const near = new Set([from]);
  // The set grows while it is walked: it is the queue as well.
  for (const { dependents, fallbackOf, step } of near) {
    const beside = [...dependents.map(({ stepId }) => stepId), fallbackOf];
    if (step.onError.kind === 'fallback') beside.push(step.onError.stepId);
    for (const id of beside) {
      const planned = id === undefined ? undefined : steps.get(id);
      if (planned !== undefined) near.add(planned);
      if (near.size >= nearSteps) return near;
    }
  }
  return near;
}

function fieldsOfScope(scope: Scope): string[] {
  return [...scope.plan.steps.values()].flatMap((planned) => fieldsOf({ path: pathIn(scope, planned.id), planned }));
}

/** What the rules know of a step, and what tells of its end: its attempts, where its job is, how it is armed. */
function fieldsOf({ path, planned }: Pick<StepPlace, 'path' | 'planned'>): string[] {
  const prefixes = [...controlPrefixes, 'a', 'k', ...(waitsForSignals({ planned }) ? ['w'] : [])];
  return prefixes.map((prefix) => `${prefix}:${path}`);
}

/** What the joins by expression of a scope see. */
function fieldsOfLooks(scope: Scope): string[] {
  if (scope.plan.looks.length === 0) return [];
  const paths = scope.plan.looks.map((stepId) => readPath(scope, stepId));
  return ['in', ...paths.flatMap((path) => readPrefixes.map((prefix) => `${prefix}:${path}`))];
}
