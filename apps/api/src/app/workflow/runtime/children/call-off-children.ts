import type { Plan, PlannedStep, StepStatus } from '@workflow/core';
import { childRunId } from '../../state/run-id.js';
import type { RunRecord } from '../../state/run-record.js';
import type { StopRun } from '../stop-run.js';

/**
 * Cancels the child runs of steps and runs that end without them, where `onParentCancel` says so. What is called off is
 * the child that an attempt would have, whether it was started or not: a start that is under way finds its id barred.
 * Doing so again changes nothing.
 */
export class CallOffChildren {
  constructor(private readonly stops: Pick<StopRun, 'cancelChild'>) {}

  /** The child of one attempt. Nothing for a step of another kind. */
  async attempt(run: { teamId: string; runId: string }, { id, step }: PlannedStep, attempt: number): Promise<void> {
    if (step.kind !== 'workflow' || step.workflow.onParentCancel === 'abandon' || attempt === 0) return;
    const { teamId, runId } = run;
    await this.stops.cancelChild(teamId, childRunId(0, teamId, runId, id, attempt), { runId, stepId: id });
  }

  /** The child of a step that is ended without it, by its last attempt: no further one may begin. */
  async step(record: RunRecord, planned: PlannedStep): Promise<void> {
    await this.attempt(record, planned, record.stepRecord(planned.id).attempts);
  }

  /**
   * Every child that ends with the run: of steps that did not complete, and unless the run completes, detached ones. To
   * be called before the run's end is written, so that a crash in between repeats it.
   */
  async run(plan: Plan, record: RunRecord, completes: boolean): Promise<void> {
    for (const planned of plan.steps.values()) {
      if (planned.step.kind !== 'workflow') continue;
      const isDetached = !planned.step.workflow.wait;
      if (hasCompleted(record.step(planned.id).status) && (completes || !isDetached)) continue;
      await this.step(record, planned);
    }
  }
}

function hasCompleted(status: StepStatus): boolean {
  return status === 'completed' || status === 'compensating' || status === 'compensated';
}
