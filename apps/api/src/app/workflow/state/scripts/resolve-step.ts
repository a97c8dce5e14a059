import { statusOfCode } from '../run-fields.js';
import type { RunKeys } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./resolve-step.lua', import.meta.url), 3);

export interface StepResolution {
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  /** Encoded. */
  readonly resolution: string;
  readonly now: number;
  readonly wakeMember: string;
  readonly event: string;
}

/** Records a person's resolution and marks the parked job to be woken, atomically. */
export async function resolveStep(
  redis: ScriptRunner,
  keys: RunKeys,
  step: StepResolution,
): Promise<{ kind: 'resolved' } | { kind: 'refused'; stepStatus: string; runStatus: string }> {
  const { teamId, runId } = step;
  const [code, stepCode, runStatus] = (await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId), keys.wake],
    [step.stepId, step.resolution, step.now, step.wakeMember, step.event],
  )) as [number, string, string];
  if (code === 1) return { kind: 'resolved' };
  return { kind: 'refused', stepStatus: statusOfCode(stepCode), runStatus };
}
