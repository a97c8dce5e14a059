import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./queue-step.lua', import.meta.url), 2);

/** Shows a claimed step as waiting for its mutex, atomically; safe to send twice. */
export async function queueStep(
  redis: ScriptRunner,
  keys: RunKeys,
  step: { teamId: string; runId: string; stepId: string; token: number; event: string },
): Promise<'queued' | 'stopped' | 'fenced'> {
  const { teamId, runId, stepId, token, event } = step;
  const reply = (await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId)],
    [stepId, token, event, keys.moved, runMember(teamId, runId)],
  )) as number;
  if (reply === 1) return 'queued';
  return reply === 0 ? 'stopped' : 'fenced';
}
