import { demandScript, type AgentScripts, type ScriptContext } from './scripted-agents.js';
import type { Call } from './calls.js';
import type { MemoryRun } from './memory-run.js';

/** One call of a scripted agent: what it is for, and how long it may take. */
export interface AgentCall {
  readonly path: string;
  readonly agent: string;
  readonly action: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

/**
 * Lets a script act for an agent, within the timeout. @throws whatever the script throws; a TimeoutError when it takes
 * too long; the signal's reason when that aborts
 */
export async function callAgent(
  run: MemoryRun,
  scripts: AgentScripts,
  call: Call,
  about: AgentCall,
  input: Record<string, unknown>,
  off?: AbortSignal,
): Promise<unknown> {
  const { clock } = run.world;
  const { path, agent, action, attempt, idempotencyKey, timeout } = about;
  const script = demandScript(scripts, about);
  const deadline = new AbortController();
  const signal = off === undefined ? deadline.signal : AbortSignal.any([off, deadline.signal]);
  const context: ScriptContext = {
    ...{ runId: run.id, stepId: path, agent, action, attempt, idempotencyKey, signal },
    now: () => clock.now(),
    sleep: (ms) => call.sleep(ms, signal),
  };
  const late = (): void => deadline.abort(new DOMException(`It took longer than ${timeout} ms.`, 'TimeoutError'));
  const disarm = timeout === undefined ? undefined : clock.at(clock.now() + timeout, late);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  try {
    // One that does not look at its signal is not waited for.
    return await Promise.race([(async () => script(input, context))(), aborted]);
  } finally {
    disarm?.();
  }
}
