import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./begin-step.lua', import.meta.url), 2);

export interface StepBegin {
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly token: number;
  readonly now: number;
  /** True when the attempt before this one was lost with its worker. */
  readonly afterLoss: boolean;
}

export type BeginReply = { readonly kind: 'begun'; readonly attempt: number } | { readonly kind: 'stopped' | 'fenced' };

/** Begins an attempt of a step that this token has claimed; safe to send twice. */
export async function beginStep(redis: ScriptRunner, keys: RunKeys, begin: StepBegin): Promise<BeginReply> {
  const { teamId, runId } = begin;
  const reply = (await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId)],
    [begin.stepId, begin.token, begin.now, keys.moved, runMember(teamId, runId), begin.afterLoss ? 1 : 0],
  )) as number;
  if (reply > 0) return { kind: 'begun', attempt: reply };
  return { kind: reply === 0 ? 'stopped' : 'fenced' };
}
