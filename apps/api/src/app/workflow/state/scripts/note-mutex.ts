import type { RunKeys } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./note-mutex.lua', import.meta.url), 2);

/**
 * Notes in its run which mutex a step asks for. Gives the slot that it asked for first; undefined when another delivery
 * has the step.
 */
export async function noteMutex(
  redis: ScriptRunner,
  keys: RunKeys,
  note: { teamId: string; runId: string; stepId: string; token: number; slotId: string; now: number },
): Promise<string | undefined> {
  const { teamId, runId, stepId, token, slotId, now } = note;
  const noted = await script.run(redis, [keys.run(teamId, runId), keys.slots], [stepId, token, slotId, now]);
  return noted === '' ? undefined : (noted as string);
}
