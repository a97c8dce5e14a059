import type { BlockReason, DeferReason } from '../gate/gate-verdict.js';
import type { SettledOutcome } from '../ledger/send-entry.js';

/** One line for the run's timeline; holds no number and no content. */
export type SendEvent =
  | { readonly type: 'send.blocked'; readonly reason: BlockReason }
  | { readonly type: 'send.deferred'; readonly reason: DeferReason; readonly untilMs: number }
  | { readonly type: 'send.intended'; readonly call: number; readonly provider: string; readonly channel: string }
  | { readonly type: 'send.ended'; readonly outcome: SettledOutcome['kind'] | 'unknown'; readonly providerId?: string };

/** A send that had been unknown, and is known now: the step that waits for it can go on. */
export interface SettledSend {
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  /** The step's idempotency key. */
  readonly key: string;
  readonly provider: string;
  readonly outcome: SettledOutcome;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Who is told. Told at least once: a second time it must change nothing. */
export interface SettledSends {
  settled(send: SettledSend): Promise<void>;
}
