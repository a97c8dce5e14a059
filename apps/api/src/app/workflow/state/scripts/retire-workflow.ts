import { scheduleMember, type RunKeys } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./retire-workflow.lua', import.meta.url), 3);

/** Ends what starts runs of a workflow, atomically; false when there is none of this id. Safe to send twice. */
export async function retireWorkflow(
  redis: ScriptRunner,
  keys: RunKeys,
  teamId: string,
  workflowId: string,
): Promise<boolean> {
  const [found] = (await script.run(
    redis,
    [keys.workflow(teamId, workflowId), keys.triggers(teamId), keys.schedules],
    [workflowId, scheduleMember(teamId, workflowId, '')],
  )) as [number];
  return found === 1;
}
