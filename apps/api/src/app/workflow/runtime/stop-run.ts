import type { RunStop } from '@workflow/core';
import { stopRun, type StopReply } from '../state/scripts/stop-run.js';
import type { RunStore } from '../state/run-store.js';
import type { RunSlots } from './slots/run-slots.js';
import type { WorkflowQueues } from './workflow-queues.js';

/** A day: longer than any start of a child is under way. */
const barSeconds = 86_400;

/** Ends runs from outside: an operator's cancel, or the run's own timeout. */
export class StopRun {
  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly slots: Pick<RunSlots, 'endWaiting'>,
    private readonly clock: { now(): number },
  ) {}

  /** The run ends `cancelled`, without compensation unless asked. */
  async cancel(
    teamId: string,
    runId: string,
    request: { by?: string; reason?: string; undo: boolean },
  ): Promise<StopReply> {
    const who = request.by ?? 'An operator';
    const message = `${who} cancelled the run${request.reason === undefined ? '.' : `: ${request.reason}`}`;
    const stop: RunStop = { mode: 'cancel', reason: { code: 'RUN_CANCELLED', message } };
    return this.#stop(teamId, runId, stop, { fails: false, undo: request.undo, type: 'run.cancel_requested' });
  }

  /** A child run ends `cancelled`; one whose start is still under way is never created. To be repeated at will. */
  async cancelChild(teamId: string, childRunId: string, parent: { runId: string; stepId: string }): Promise<void> {
    const message = `Step '${parent.stepId}' of run ${parent.runId}, which started it, is done with it.`;
    const stop: RunStop = { mode: 'cancel', reason: { code: 'RUN_CANCELLED', message } };
    const how = { fails: false, undo: false, type: 'run.cancel_requested', barSeconds };
    await this.#stop(teamId, childRunId, stop, how);
  }

  /** The run ends `failed` with `RUN_TIMEOUT`, and its error handler runs. */
  async timeOut(teamId: string, runId: string): Promise<StopReply> {
    const reason = { code: 'RUN_TIMEOUT', message: 'The run took longer than its timeout.' };
    const stop: RunStop = { mode: 'cancel', reason };
    return this.#stop(teamId, runId, stop, { fails: true, undo: false, type: 'run.timed_out' });
  }

  async #stop(
    teamId: string,
    runId: string,
    stop: RunStop,
    how: { fails: boolean; undo: boolean; type: string; barSeconds?: number },
  ): Promise<StopReply> {
    const { code, message } = stop.reason;
    const reply = await stopRun(this.store.redis, this.store.keys, {
      teamId,
      runId,
      stop,
      fails: how.fails,
      undo: how.undo,
      barSeconds: how.barSeconds,
      now: this.clock.now(),
      event: { type: how.type, data: JSON.stringify({ code, message }) },
    });
    // Also when it was asked before: the one who asked may have died before this. A child is asked again and again, which
    // must not take away what it does at its end.
    const isAsked = reply.kind === 'asked-before' && how.barSeconds === undefined;
    if (reply.kind === 'stopping' || isAsked) {
      if (!(await this.slots.endWaiting(teamId, runId))) await this.queues.removeUnstarted(runId);
    }
    return reply;
  }
}
