import type { RunStatus } from '@workflow/core';
import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';
import { eventArguments, type NewEvent } from './commit-run.js';

const script = loadScript(new URL('./finish-run.lua', import.meta.url), 17);

export interface RunFinish {
  readonly teamId: string;
  readonly runId: string;
  readonly statusFound: string;
  /** The run's `stop` as it was read, `''` for none. */
  readonly stopFound: string;
  /** The run ends only if so many steps have completed; any number where this is undefined. */
  readonly completions?: number;
  readonly status: RunStatus;
  readonly now: number;
  readonly writes: readonly (readonly [field: string, value: string])[];
  readonly events: readonly NewEvent[];
  /** Data of the run's last event, and of its line in the outbox. */
  readonly event: string;
}

export type FinishReply =
  /** `startedAt`: milliseconds; of a run that never started, when it was created. */
  | { readonly kind: 'finished'; readonly startedAt: number; readonly hasWaitingParent: boolean }
  /** Another status, another stop or other completions than were named: read and decide again. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'ended-before' };

/** Ends a run, atomically and once. */
export async function finishRun(redis: ScriptRunner, keys: RunKeys, finish: RunFinish): Promise<FinishReply> {
  const { teamId, runId } = finish;
  const reply = (await script.run(
    redis,
    [
      keys.run(teamId, runId),
      keys.timeline(teamId, runId),
      keys.active,
      keys.deadlines,
      keys.runsOfStatus(teamId, finish.statusFound),
      keys.runsOfStatus(teamId, finish.status),
      keys.outbox,
      keys.finished,
      keys.finishedBytes,
      keys.runSignals(teamId, runId).armed,
      keys.runSignals(teamId, runId).mail,
      keys.stopping,
      keys.items(teamId, runId),
      keys.results(teamId, runId),
      keys.instances(teamId, runId),
      keys.childEnds,
      keys.queued,
    ],
    [
      finish.statusFound,
      finish.stopFound,
      finish.status,
      finish.now,
      keys.moved,
      runMember(teamId, runId),
      runId,
      finish.event,
      finish.completions ?? '',
      finish.writes.length,
      ...finish.writes.flat(),
      finish.events.length,
      ...eventArguments(finish.events),
    ],
  )) as [number, number, string];
  if (reply[0] === 1) return { kind: 'finished', startedAt: reply[1], hasWaitingParent: reply[2] === '1' };
  return { kind: reply[0] === 0 ? 'changed' : 'ended-before' };
}
