import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./commit-run.lua', import.meta.url), 7, true);

/** A place in a list of those that signals are sent to. */
export interface ArmedPlace {
  /** The list's key. */
  readonly armed: string;
  readonly member: string;
}

/** One line for the timeline; `data` is JSON text or empty. */
export interface NewEvent {
  readonly type: string;
  readonly stepId?: string;
  readonly attempt?: number;
  readonly data?: string;
}

export interface RunCommit {
  readonly teamId: string;
  readonly runId: string;
  readonly now: number;
  /** The attempt that must still hold its fence. */
  readonly fence?: { readonly stepId: string; readonly token: number };
  /** Fields that must hold these values (`''` for absent). */
  readonly expects: readonly (readonly [field: string, value: string])[];
  /** Fields to write (`''` removes). */
  readonly writes: readonly (readonly [field: string, value: string])[];
  readonly statusFound: string;
  readonly statusNext: string;
  readonly largeOutput?: { readonly stepId: string; readonly value: string };
  /** The step that takes the next place in the order of completion. */
  readonly completes?: string;
  readonly events: readonly NewEvent[];
  /** Where the jobs of the steps are found that the decision calls off. */
  readonly wakes?: readonly string[];
  /** Whether the decision ends the run early: its jobs are called off until it has ended. */
  readonly stops?: boolean;
  /** Where steps stand that signals reach no more. */
  readonly disarms?: readonly ArmedPlace[];
}

/** Writes a decision of the run rules if its grounds still stand, all of it or nothing. */
export async function commitRun(
  redis: ScriptRunner,
  keys: RunKeys,
  commit: RunCommit,
): Promise<'written' | 'changed' | 'fenced'> {
  const { teamId, runId, disarms = [] } = commit;
  const reply = (await script.run(
    redis,
    [
      keys.run(teamId, runId),
      keys.timeline(teamId, runId),
      keys.output(teamId, runId, commit.largeOutput?.stepId ?? ''),
      keys.runsOfStatus(teamId, commit.statusFound),
      keys.runsOfStatus(teamId, commit.statusNext),
      keys.wake,
      keys.stopping,
      ...disarms.map(({ armed }) => armed),
    ],
    [
      commit.fence?.stepId ?? '',
      commit.fence?.token ?? '',
      commit.now,
      keys.moved,
      runMember(teamId, runId),
      runId,
      commit.largeOutput?.value ?? '',
      commit.completes ?? '',
      commit.expects.length,
      ...commit.expects.flat(),
      commit.writes.length,
      ...commit.writes.flat(),
      commit.events.length,
      ...eventArguments(commit.events),
      commit.wakes?.length ?? 0,
      ...(commit.wakes ?? []),
      commit.stops === true ? 1 : 0,
      ...disarms.map(({ member }) => member),
    ],
  )) as number;
  if (reply === 1) return 'written';
  return reply === 0 ? 'changed' : 'fenced';
}

/** Type, step, attempt and data of each event, as scripts take them. */
export function eventArguments(events: readonly NewEvent[]): (string | number)[] {
  return events.flatMap(({ type, stepId, attempt, data }) => [type, stepId ?? '', attempt ?? 0, data ?? '']);
}
