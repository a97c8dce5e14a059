import { statusOfCode } from '../run-fields.js';
import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';
import type { StepStatus } from '@workflow/core';

const script = loadScript(new URL('./end-instance.lua', import.meta.url), 4);

export interface InstanceEnd {
  readonly teamId: string;
  readonly runId: string;
  /** Paths of the container and of the instance. */
  readonly container: string;
  readonly instance: string;
  readonly outcome: 'completed' | 'failed';
  /** Encoded; absent for an instance that gave nothing. */
  readonly result?: string;
  /** Encoded; of one that failed. */
  readonly failure?: string;
  readonly now: number;
  /** What may be opened after it; absent: nothing. */
  readonly opens?: {
    /** Ids of the steps that begin an instance. */
    readonly first: readonly string[];
    /** Instances that there may be; absent: as many as the map has items. */
    readonly limit?: number;
    /** True where the others go on after the container has completed. */
    readonly isKept: boolean;
  };
  /** Failed instances that are let pass. */
  readonly tolerated: number;
  /** Paths of its steps, and of what was left open inside. */
  readonly steps: readonly string[];
}

/** How the container stands after it. */
export interface InstanceCount {
  readonly status: StepStatus;
  readonly completed: number;
  readonly failed: number;
  readonly opened: number;
  /** As many instances as there may be. */
  readonly total: number;
  /** Index of the instance that this end opened, if that has not begun. */
  readonly next?: number;
  /** Encoded: the failure that is not let pass. */
  readonly unforgiven?: string;
}

/** Counts the end of an instance and opens the next, atomically; a repetition answers as the first time. */
export async function endInstance(redis: ScriptRunner, keys: RunKeys, end: InstanceEnd): Promise<InstanceCount> {
  const { teamId, runId, opens } = end;
  const reply = (await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId), keys.results(teamId, runId), keys.instances(teamId, runId)],
    [
      end.container,
      end.instance,
      end.outcome,
      end.result ?? '',
      end.now,
      keys.moved,
      runMember(teamId, runId),
      opens === undefined ? 0 : opens.isKept ? 2 : 1,
      opens?.limit ?? '',
      Number.isFinite(end.tolerated) ? end.tolerated : '1e15',
      end.failure ?? '',
      opens?.first.join(',') ?? '',
      end.steps.length,
      ...end.steps,
    ],
  )) as [string, number, number, number, number, string, string];
  const [status, completed, failed, opened, total, next, unforgiven] = reply;
  return {
    ...{ status: statusOfCode(status), completed, failed, opened, total },
    ...(next !== '' && { next: Number(next) }),
    ...(unforgiven !== '' && { unforgiven }),
  };
}
