import type { RunKeys } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./wake-queued.lua', import.meta.url), 2);

/** Wakes a step that was let into its mutex, atomically; safe to send twice. */
export async function wakeQueued(
  redis: ScriptRunner,
  keys: RunKeys,
  step: { teamId: string; runId: string; stepId: string; slotId: string; wakeMember: string; now: number },
): Promise<'woken' | 'moves' | 'ended'> {
  const { teamId, runId, stepId, slotId, wakeMember, now } = step;
  const reply = (await script.run(
    redis,
    [keys.run(teamId, runId), keys.wake],
    [stepId, slotId, wakeMember, now],
  )) as number;
  if (reply === 1) return 'woken';
  return reply === 0 ? 'moves' : 'ended';
}
