import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./defer-step.lua', import.meta.url), 2);

export interface StepDeferral {
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  /** The step whose job is parked: another one, when this step was gone on with inside it. */
  readonly jobStepId: string;
  readonly token: number;
  readonly kind: 'retry' | 'deferral' | 'unknown';
  /** Milliseconds since 1970 at which the job is due again. */
  readonly dueAt: number;
  /** The reason, encoded. */
  readonly error: string;
  /** Data of the event. */
  readonly event: string;
}

/** Ends an attempt without ending its step, atomically; safe to send twice. */
export async function deferStep(
  redis: ScriptRunner,
  keys: RunKeys,
  deferral: StepDeferral,
): Promise<'parked' | 'stopped' | 'fenced'> {
  const { teamId, runId } = deferral;
  const reply = (await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId)],
    [
      deferral.stepId,
      deferral.token,
      deferral.kind,
      deferral.dueAt,
      deferral.error,
      deferral.event,
      keys.moved,
      runMember(teamId, runId),
      deferral.jobStepId,
    ],
  )) as number;
  if (reply === 1) return 'parked';
  return reply === 0 ? 'stopped' : 'fenced';
}
