import type { AgentLogger } from '../../agents/agent-context.js';
import type { SendEvent } from './send-event.js';

/** What the door knows of the attempt that wants to send. */
export interface SendingAttempt {
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  readonly attempt: number;
  /** The same for every attempt of the step: the ledger's key. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  readonly logger: AgentLogger;
  /** Milliseconds since 1970. */
  now(): number;
  /** Takes a line for the run's timeline; a failure of it is logged and stops nothing. */
  note?(event: SendEvent): void | Promise<void>;
}

/** Writes a line on the run's timeline, if there is one. */
export async function note(attempt: SendingAttempt, event: SendEvent): Promise<void> {
  try {
    await attempt.note?.(event);
  } catch (error) {
    attempt.logger.warn({ err: error, event: event.type }, 'A timeline line of a send was lost.');
  }
}
