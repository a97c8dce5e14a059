import type { Reason } from '@workflow/core';
import { maxOutputBytes } from '../../state/run-fields.js';
import type { RunRecord } from '../../state/run-record.js';
import type { AttemptEnd } from '../attempt-end.js';

/** How a child run has ended, as the step that waits for it is told. */
export type ChildEnd =
  | { readonly output: unknown }
  | { readonly failure: { readonly code: string; readonly message: string } };

/** What a child that has ended is to the step that started it. */
export function endOfChild(child: RunRecord): ChildEnd {
  const { runId, workflowId, status, stop } = child;
  const why = stop === undefined ? '.' : `: ${stop.reason.code} ${stop.reason.message}`;
  const name = `Run ${runId} of '${workflowId}'`;
  if (status === 'cancelled') {
    return { failure: { code: 'CHILD_CANCELLED', message: `${name} was cancelled${why}` } };
  }
  if (status !== 'completed') return { failure: { code: 'CHILD_FAILED', message: `${name} ended ${status}${why}` } };
  const bytes = Buffer.byteLength(child.raw('ou'));
  if (bytes > maxOutputBytes) {
    const message = `${name} gave outputs of ${bytes} bytes; a step may give ${maxOutputBytes}.`;
    return { failure: { code: 'OUTPUT_TOO_LARGE', message } };
  }
  return { output: child.outputs ?? {} };
}

/** How the attempt ends that has waited for the child. */
export function attemptEndOf(end: ChildEnd, stepId: string): AttemptEnd {
  return 'output' in end ? { kind: 'completed', output: end.output } : failedAttempt({ ...end.failure, stepId });
}

/** Whether it is tried again, the table of codes and the step's own `retry` say. */
export function failedAttempt(reason: Reason): AttemptEnd {
  return { kind: 'failed', failure: { code: reason.code }, reason };
}
