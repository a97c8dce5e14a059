import { decideRetry, defaultRetry, type AttemptFailure, type Reason } from '@workflow/core';
import type { MemoryRun } from './memory-run.js';

/** What the engine does itself is tried once. */
const once = { ...defaultRetry, attempts: 1 };

/** An attempt has failed: there is another by the step's retries, or the step fails. */
export function failAttempt(run: MemoryRun, path: string, failure: AttemptFailure, reason: Reason): void {
  const { step } = run.place(path).planned;
  const { attempts, startedAt } = run.memory.facts(path);
  const isTried = step.kind === 'action' || step.kind === 'workflow';
  const now = run.world.clock.now();
  const decision = decideRetry((isTried ? step.retry : undefined) ?? once, failure, {
    made: attempts,
    elapsedMs: now - (startedAt ?? now),
    random: 0,
  });
  if (decision.kind === 'stop' || attempts === 0) return run.finish(path, { status: 'failed', reason });
  run.tell('step.retried', path, { code: reason.code, message: reason.message, delayMs: decision.delayMs });
  pauseStep(run, path, decision.delayMs, reason);
}

/** The step goes on later, unless the run begins nothing more. */
export function pauseStep(run: MemoryRun, path: string, delayMs: number, reason: Reason): void {
  const { clock } = run.world;
  run.memory.facts(path).reason = reason;
  run.livesNoMore(path);
  run.mark(path, 'waiting');
  if (run.starts(path)) {
    const stop = clock.at(clock.now() + delayMs, () => {
      run.livesNoMore(path);
      run.begin(path);
    });
    run.lives(path, { isAttempt: false, stop });
  } else if (run.memory.run.stop?.spares !== undefined) {
    const message = 'The run failed before its next attempt could begin.';
    run.finish(path, { status: 'cancelled', reason: { code: 'RUN_FAILED', message } });
  }
}
