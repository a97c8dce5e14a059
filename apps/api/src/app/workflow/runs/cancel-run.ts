import { WorkflowError } from '@workflow/core';
import type { StopRun } from '../runtime/stop-run.js';
import type { Caller } from '../workflow.types.js';
import type { GetRun } from './get-run.js';

/** Cancels a run; it ends `cancelled` when nothing of it lives. */
export class CancelRun {
  constructor(
    private readonly runs: GetRun,
    private readonly stops: StopRun,
  ) {}

  /** @throws NOT_FOUND; CONFLICT with the state found when the run has ended or is ending */
  async cancel(runId: string, options: Caller & { reason?: string; compensate?: boolean }): Promise<void> {
    const { teamId, by, reason, compensate } = options;
    await this.runs.record(runId, { teamId });
    const reply = await this.stops.cancel(teamId, runId, { by, reason, undo: compensate === true });
    switch (reply.kind) {
      case 'stopping':
        return;
      case 'missing':
        throw new WorkflowError('NOT_FOUND', `There is no run '${runId}'.`);
      case 'ended':
        throw new WorkflowError('CONFLICT', `Run ${runId} has ended: it is ${reply.status}.`, {
          details: { status: reply.status },
        });
      case 'asked-before':
        throw new WorkflowError('CONFLICT', `Run ${runId} is being ended already: it is ${reply.status}.`, {
          details: { status: reply.status },
        });
      default:
        return reply satisfies never;
    }
  }
}
