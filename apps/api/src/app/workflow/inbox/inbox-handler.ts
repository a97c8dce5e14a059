import type { InboundEvent } from './inbound-event.js';

/** Something worth keeping that happened while an event was processed. */
export interface EventNote {
  readonly code: string;
  readonly message: string;
  /** The workflow that it is about. */
  readonly workflowId?: string;
  /** The run that the event started. */
  readonly runId?: string;
}

/**
 * Does something about an event. Called at least once, so a second time must change nothing; what it throws puts the
 * event back, to be tried again by every handler.
 */
export interface InboxHandler {
  readonly name: string;
  /** Called for every event of a batch before any other handler is called for one. */
  readonly isUrgent?: boolean;
  handle(event: InboundEvent): Promise<readonly EventNote[]>;
}

/** Counts what happens at the webhooks and in the inbox; labels never hold a number, a name or a secret. */
export interface InboxCounter {
  count(what: InboxCount, labels: { readonly provider: string }): void;
}

export type InboxCount =
  | 'accepted'
  | 'duplicate'
  | 'unrouted'
  | 'ignored'
  | 'forged'
  | 'refused'
  | 'processed'
  | 'failed'
  | 'dead';

/** The part of a pino logger that the inbox uses. */
export interface InboxLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
