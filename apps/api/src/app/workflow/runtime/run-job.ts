import type { RunRecord } from '../state/run-record.js';
import type { RunJobData } from './job-data.js';

/** What the jobs of a run carry, from its state. */
export function runJobOf(record: RunRecord): RunJobData {
  const { teamId, runId, workflowId, version, correlationId, traceparent, priority } = record;
  return {
    ...{ teamId, runId, workflowId, version, correlationId },
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(priority === undefined ? {} : { priority }),
  };
}
