import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import type { ParentStep } from '../run-record.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./deliver-child-end.lua', import.meta.url), 3);

export interface ChildEndDelivery {
  readonly teamId: string;
  readonly parent: ParentStep;
  /** Encoded for the parent's run. */
  readonly end: string;
  /** Milliseconds. */
  readonly now: number;
  readonly wakeMember: string;
  /** Data of the line in the parent's timeline. */
  readonly event: string;
}

/** Tells a step how its child ended, atomically; safe to send twice. `gone` when the attempt runs no more. */
export async function deliverChildEnd(
  redis: ScriptRunner,
  keys: RunKeys,
  { teamId, parent, end, now, wakeMember, event }: ChildEndDelivery,
): Promise<'told' | 'gone'> {
  const { runId, stepId, attempt } = parent;
  const reply = await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId), keys.wake],
    [stepId, attempt, end, now, wakeMember, event, keys.moved, runMember(teamId, runId)],
  );
  return reply === 1 ? 'told' : 'gone';
}
