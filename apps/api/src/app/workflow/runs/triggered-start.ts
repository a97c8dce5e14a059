import type { Json } from '@workflow/core';
import type { StartFacts, StartRun as TriggerStart } from '../triggers/trigger-ports.js';
import type { StartRun } from './start-run.js';

/** Starts the runs that webhooks trigger; the same event starts the same run, however often it comes. */
export class TriggeredStart implements TriggerStart {
  constructor(private readonly runs: StartRun) {}

  async start(workflowId: string, trigger: Json, facts: StartFacts): Promise<{ readonly runId: string }> {
    const body = typeof trigger === 'object' && trigger !== null ? trigger : { value: trigger };
    return this.runs.start(workflowId, body, { ...facts, by: 'webhook' });
  }
}
