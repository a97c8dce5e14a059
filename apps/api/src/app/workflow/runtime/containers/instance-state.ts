import { containerOf, instanceAt, isEndedStep, pathIn, type Reason, type Scope, type StepStatus } from '@workflow/core';
import { statusOfCode } from '../../state/run-fields.js';
import type { RunStore } from '../../state/run-store.js';

/** An instance of a container as it stands, read by itself: its container may have thousands. */
export interface InstanceState {
  /** False once its end was counted, and for one that its container's end has closed. */
  readonly isOpen: boolean;
  readonly hasEnded: boolean;
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
  const fields = paths.flatMap((path) => [`s:${path}`, `b:${path}`, `n:${path}`]);
  const own = [`i:${scope.path}`, `I:${scope.path}`, `s:${scope.container?.path}`];
  const [isOpen = '', failure = '', container, ...values] = await store.readFields(teamId, runId, [...own, ...fields]);
  const steps = ids.map((id, at) => {
    const [status, begunAt = '', sequence = ''] = values.slice(3 * at, 3 * at + 3);
    return { id, status: statusOfCode(status), begunAt, sequence: Number(sequence || Infinity) };
  });
  const begun = steps
    .filter(({ begunAt }) => begunAt !== '')
    .toSorted((a, b) => Number(a.begunAt) - Number(b.begunAt) || a.sequence - b.sequence);
  return {
    isOpen: isOpen !== '',
    hasEnded: steps.every(({ status }) => isEndedStep(status)),
    ...(failure !== '' && { failure: store.decode(teamId, runId, failure) as Reason }),
    container: statusOfCode(container),
    begun: begun.map(({ id }) => id),
  };
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
