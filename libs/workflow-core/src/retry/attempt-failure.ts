import { RetryableError, TerminalError, WorkflowError } from '../errors/workflow-error.js';
import type { Reason } from '../run/status.js';
import type { AttemptFailure } from './retry-schedule.js';

/** The longest message that state keeps of an error. */
const maxMessage = 1_000;

/** What the retry rule asks of an error; a stranger's is retryable. */
export function failureOfError(error: unknown, code: string): AttemptFailure {
  if (error instanceof TerminalError) return { code, retryable: false };
  if (error instanceof RetryableError) return { code, retryable: true, retryAfterMs: error.retryAfterMs };
  return { code };
}

/** What is kept and shown of an error. */
export function reasonOfError(error: unknown, stepId: string): Reason {
  if (error instanceof WorkflowError) return { code: error.code, message: clip(error.message), stepId };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { code: 'TIMEOUT', message: 'The attempt took longer than its timeout.', stepId };
  }
  const message = error instanceof Error ? error.message : 'The agent threw something that is not an error.';
  return { code: 'AGENT_FAILED', message: clip(message), stepId };
}

function clip(message: string): string {
  return message.length > maxMessage ? `${message.slice(0, maxMessage)}…` : message;
}
