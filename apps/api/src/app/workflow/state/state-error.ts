import { WorkflowError } from '@workflow/core';

/** What Redis says when it takes no more: its memory is full, or its disk. */
const full = /^(OOM|MISCONF)\b/;
/** What it says while it is not there for us: reading its file at the start, or a replica after a failover. */
const away = /^(-?LOADING|READONLY|CLUSTERDOWN|MASTERDOWN)\b/;

/** A refusal of Redis as an error of ours, 503 to a caller; every other error is given back as it is. */
export function stateError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (full.test(error.message)) {
    return new WorkflowError('STATE_FULL', 'Redis is full and takes nothing new; try again later.', { cause: error });
  }
  if (away.test(error.message)) {
    return new WorkflowError('UNAVAILABLE', 'Redis is not ready; try again later.', { cause: error });
  }
  return error;
}

/** True for the refusal of a full Redis. */
export function isStateFull(error: unknown): boolean {
  const read = stateError(error);
  return read instanceof WorkflowError && read.code === 'STATE_FULL';
}
