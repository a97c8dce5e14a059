import { allSteps, stepAt, type Plan, type StepPlace, type StepStatus } from '@workflow/core';
import { EndedInstances } from '../../state/ended-instances.js';
import { childRunId } from '../../state/run-id.js';
import type { RunRecord } from '../../state/run-record.js';
import type { RunStore } from '../../state/run-store.js';
import type { StopRun } from '../stop-run.js';

/**
 * Cancels the child runs of steps and runs that end without them, where `onParentCancel` says so. What is called off is
 * the child that an attempt would have, whether it was started or not: a start that is under way finds its id barred.
 * Doing so again changes nothing.
 */
export class CallOffChildren {
  constructor(
    private readonly store: RunStore,
    private readonly stops: Pick<StopRun, 'cancelChild'>,
  ) {}

  /** The child of one attempt. Nothing for a step of another kind. */
  async attempt(run: RunName, { path, planned: { step } }: StepPlace, attempt: number): Promise<void> {
    if (step.kind !== 'workflow' || step.workflow.onParentCancel === 'abandon' || attempt === 0) return;
    const { teamId, runId } = run;
    await this.stops.cancelChild(teamId, childRunId(0, teamId, runId, path, attempt), { runId, stepId: path });
  }

  /** The child of a step that is ended without it, by its last attempt: no further one may begin. */
  async step(record: RunRecord, place: StepPlace): Promise<void> {
    await this.attempt(record, place, record.attempts(place.path));
  }

  /**
   * Every child that ends with the run: of steps that did not complete, and unless the run completes, detached ones. To
   * be called before the run's end is written, so that a crash in between repeats it.
   */
  async run(plan: Plan, record: RunRecord, completes: boolean): Promise<void> {
    if (!allSteps(plan).some(({ step }) => step.kind === 'workflow')) return;
    await this.#ofRecord(plan, record, completes);
    for await (const ended of new EndedInstances(this.store).each(record.teamId, record.runId)) {
      await this.#ofRecord(plan, ended, completes);
    }
  }

  async #ofRecord(plan: Plan, record: RunRecord, completes: boolean): Promise<void> {
    for (const path of record.stepPaths()) {
      const place = stepAt(plan, path);
      const { step } = place.planned;
      if (step.kind !== 'workflow') continue;
      const isDetached = !step.workflow.wait;
      if (hasCompleted(record.step(path).status) && (completes || !isDetached)) continue;
      await this.step(record, place);
    }
  }
}

interface RunName {
  readonly teamId: string;
  readonly runId: string;
}

function hasCompleted(status: StepStatus): boolean {
  return status === 'completed' || status === 'compensating' || status === 'compensated';
}
