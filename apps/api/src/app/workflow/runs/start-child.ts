import type { ChildRuns, NewChild } from '../runtime/children/child-runs.js';
import type { StartRun } from './start-run.js';

/** Starts child runs for the steps that ask for one; the same attempt starts the same child, however often it asks. */
export class StartChild implements ChildRuns {
  constructor(private readonly runs: StartRun) {}

  async start(child: NewChild): Promise<void> {
    const { teamId, version, by, correlationId, traceparent } = child;
    const options = { teamId, version, by, correlationId, traceparent };
    await this.runs.startChild(child.workflowId, child.trigger, options, child);
  }
}
