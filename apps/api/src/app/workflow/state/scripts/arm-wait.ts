import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';
import { armedMember } from './deliver-signal.js';

const script = loadScript(new URL('./arm-wait.lua', import.meta.url), 2, true);

export interface WaitArming {
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly token: number;
  /** Encoded: what the step waits for. */
  readonly wait: string;
  /** When a timer ends it, ms; absent where only a signal does. */
  readonly dueAt?: number;
  /** Milliseconds. */
  readonly armedAt: number;
  /** Keys of the lists that senders look into. */
  readonly lists: readonly string[];
}

/** Arms a wait and shows it to senders, atomically; `stopped` when the run is being ended. */
export async function armStep(
  redis: ScriptRunner,
  keys: RunKeys,
  { teamId, runId, stepId, ...arming }: WaitArming,
): Promise<'armed' | 'stopped' | 'fenced'> {
  const reply = (await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId), ...arming.lists],
    [
      stepId,
      arming.token,
      arming.wait,
      arming.dueAt ?? '',
      arming.armedAt,
      armedMember(runId, stepId),
      keys.moved,
      runMember(teamId, runId),
    ],
  )) as number;
  if (reply === 1) return 'armed';
  return reply === 0 ? 'stopped' : 'fenced';
}
