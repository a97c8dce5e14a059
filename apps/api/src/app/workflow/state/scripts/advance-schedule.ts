import { scheduleMember, type RunKeys } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./advance-schedule.lua', import.meta.url), 2);

export interface ScheduleMove {
  readonly teamId: string;
  readonly workflowId: string;
  readonly scheduleId: string;
  /** The version whose schedule it is. */
  readonly version: number;
  /** The time that was dealt with, ms. */
  readonly from: number;
  /** Undefined when no further time ever comes. */
  readonly to: number | undefined;
}

/** Moves a schedule on, atomically; false when it does not stand where the caller saw it. Safe to send twice. */
export async function advanceSchedule(redis: ScriptRunner, keys: RunKeys, move: ScheduleMove): Promise<boolean> {
  const { teamId, workflowId, scheduleId, version, from, to } = move;
  const [moved] = (await script.run(
    redis,
    [keys.schedules, keys.workflow(teamId, workflowId)],
    [scheduleMember(teamId, workflowId, scheduleId), from, to ?? '', version],
  )) as [number];
  return moved === 1;
}
