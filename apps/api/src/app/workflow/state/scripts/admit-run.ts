import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./admit-run.lua', import.meta.url), 4);

/** Counts a run among the active ones that waited for others to end, atomically. False when it does not wait. */
export async function admitRun(
  redis: ScriptRunner,
  keys: RunKeys,
  { teamId, runId }: { teamId: string; runId: string },
): Promise<boolean> {
  const reply = await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId), keys.active, keys.queued],
    [runMember(teamId, runId), keys.moved],
  );
  return reply === 1;
}
