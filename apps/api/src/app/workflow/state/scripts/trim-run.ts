import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./trim-run.lua', import.meta.url), 8);

/** A day: as long as an idempotency key must be remembered at the least. */
const tombstoneSeconds = 86_400;

/** Forgets a run that has ended, atomically. */
export async function trimRun(
  redis: ScriptRunner,
  keys: RunKeys,
  run: { teamId: string; runId: string; status: string; workflowId: string },
): Promise<boolean> {
  const { teamId, runId } = run;
  const reply = await script.run(
    redis,
    [
      keys.run(teamId, runId),
      keys.timeline(teamId, runId),
      keys.finished,
      keys.finishedBytes,
      keys.runs(teamId),
      keys.runsOfStatus(teamId, run.status),
      keys.runsOfWorkflow(teamId, run.workflowId),
      keys.tombstone(teamId, runId),
    ],
    [runMember(teamId, runId), runId, tombstoneSeconds],
  );
  return Number(reply) > 0;
}
