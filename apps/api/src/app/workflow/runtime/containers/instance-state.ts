import {
  containerOf,
  instanceAt,
  isEndedStep,
  pathIn,
  stepAt,
  type Plan,
  type Reason,
  type Scope,
  type StepPlace,
  type StepStatus,
} from '@workflow/core';
import type { RunRecord } from '../../state/run-record.js';
import { statusOfCode } from '../../state/run-fields.js';
import type { RunStore } from '../../state/run-store.js';

/** An instance of a container as it stands, read by itself: its container may have thousands. */
export interface InstanceState {
  /** False once its end was counted, and for one that its container's end has closed. */
  readonly isOpen: boolean;
  /** True when every step has ended, and what maps inside keep after their end. */
  readonly hasEnded: boolean;
  /** True where a step was cancelled because the run is being ended: more had to start. */
  readonly isCutShort: boolean;
  /** What has failed it. */
  readonly failure?: Reason;
  readonly container: StepStatus;
  /** Place in the order of beginning of the steps that began, by their ids. */
  readonly begun: readonly string[];
}

export async function readInstance(
  store: RunStore,
  { teamId, runId }: { teamId: string; runId: string },
  scope: Scope,
): Promise<InstanceState> {
  const ids = [...scope.plan.steps.keys()];
  const paths = ids.map((id) => pathIn(scope, id));
  const fields = paths.flatMap((path) => [`s:${path}`, `b:${path}`, `n:${path}`, `e:${path}`]);
  const own = [`i:${scope.path}`, `I:${scope.path}`, `s:${scope.container?.path}`];
  const [isOpen = '', failure = '', container, ...values] = await store.readFields(teamId, runId, [...own, ...fields]);
  const steps = ids.map((id, at) => {
    const [status, begunAt = '', sequence = '', error = ''] = values.slice(4 * at, 4 * at + 4);
    return { id, status: statusOfCode(status), begunAt, sequence: Number(sequence || Infinity), error };
  });
  const begun = steps
    .filter(({ begunAt }) => begunAt !== '')
    .toSorted((a, b) => Number(a.begunAt) - Number(b.begunAt) || a.sequence - b.sequence);
  return {
    isOpen: isOpen !== '',
    hasEnded: steps.every(({ status }) => isEndedStep(status)) && !(await keepsOn(store, { teamId, runId }, scope)),
    isCutShort: steps.some(({ status, error }) => {
      if (status !== 'cancelled' || error === '') return false;
      return cutShort.has((store.decode(teamId, runId, error) as Reason).code);
    }),
    ...(failure !== '' && { failure: store.decode(teamId, runId, failure) as Reason }),
    container: statusOfCode(container),
    begun: begun.map(({ id }) => id),
  };
}

/** Why a step is cancelled that had more to do. */
const cutShort: ReadonlySet<string> = new Set(['RUN_FAILED', 'SCOPE_ENDED']);

/** True while a map inside that has completed keeps items that go on. */
async function keepsOn(store: RunStore, run: { teamId: string; runId: string }, scope: Scope): Promise<boolean> {
  for (const [id, planned] of scope.plan.steps) {
    const container = containerOf(planned);
    if (container?.kind !== 'map' || container.rest !== 'keep') continue;
    const path = pathIn(scope, id);
    const fields = [`s:${path}`, `cl:${path}`, `mt:${path}`, `mk:${path}`, `mf:${path}`];
    const [status, closed, items, completed, failed] = await store.readFields(run.teamId, run.runId, fields);
    if (statusOfCode(status) !== 'completed' || closed !== '') continue;
    if (Number(completed || 0) + Number(failed || 0) < Number(items || 0)) return true;
  }
  return false;
}

/** Paths of the steps of an instance, and of those in instances that containers inside have closed: all that lies there. */
export async function pathsInside(
  store: RunStore,
  run: { teamId: string; runId: string },
  scope: Scope,
): Promise<string[]> {
  const paths = [...scope.plan.steps.keys()].map((id) => pathIn(scope, id));
  for (const [id, planned] of scope.plan.steps) {
    if (containerOf(planned) === undefined) continue;
    const place = { path: pathIn(scope, id), planned, scope };
    const [closed = ''] = await store.readFields(run.teamId, run.runId, [`cl:${place.path}`]);
    if (closed === '') continue;
    for (const path of JSON.parse(closed) as string[]) {
      paths.push(...(await pathsInside(store, run, instanceAt(place, path))));
    }
  }
  return paths;
}

/** True while an attempt inside a container runs, or nobody knows what became of it. A container is no attempt. */
export function livesInside(plan: Plan, record: RunRecord, { path }: StepPlace): boolean {
  return record.stepPaths().some((step) => {
    if (!step.startsWith(`${path}.`)) return false;
    const { status } = record.step(step);
    return (status === 'running' && containerOf(stepAt(plan, step).planned) === undefined) || status === 'unknown';
  });
}
