import type { RunStatus, RunStop } from '@workflow/core';
import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./stop-run.lua', import.meta.url), 8);

export interface RunStopRequest {
  readonly teamId: string;
  readonly runId: string;
  readonly stop: RunStop;
  /** True when the run is to show as failing from now on. */
  readonly fails: boolean;
  readonly undo: boolean;
  readonly now: number;
  readonly event: { readonly type: string; readonly data: string };
  /** Seconds for which the run may not be created any more where it is not there: its start may be under way. */
  readonly barSeconds?: number;
}

export type StopReply =
  | { readonly kind: 'stopping' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ended' | 'asked-before'; readonly status: RunStatus };

/** Asks for a run's end, atomically: from here on nothing of it begins and no result is accepted. */
export async function stopRun(redis: ScriptRunner, keys: RunKeys, request: RunStopRequest): Promise<StopReply> {
  const { teamId, runId } = request;
  const [code, status] = (await script.run(
    redis,
    [
      keys.run(teamId, runId),
      keys.timeline(teamId, runId),
      keys.deadlines,
      keys.runsOfStatus(teamId, 'pending'),
      keys.runsOfStatus(teamId, 'running'),
      keys.runsOfStatus(teamId, 'failing'),
      keys.stopping,
      keys.tombstone(teamId, runId),
    ],
    [
      JSON.stringify(request.stop),
      request.fails ? 'failing' : '',
      request.now,
      keys.stopped,
      runMember(teamId, runId),
      runId,
      keys.moved,
      request.undo ? 1 : '',
      request.event.type,
      request.event.data,
      request.barSeconds ?? '',
    ],
  )) as [number, string];
  if (code === 1) return { kind: 'stopping' };
  if (status === '') return { kind: 'missing' };
  return { kind: code === 0 ? 'ended' : 'asked-before', status: status as RunStatus };
}
