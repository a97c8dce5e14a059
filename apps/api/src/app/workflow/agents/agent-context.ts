import type { SendOutcome, SendReceipt, SendRequest } from './send.js';

/** The part of a pino logger that an agent uses; lines carry run, step and correlation id already. */
export interface AgentLogger {
  debug(fields: object, message?: string): void;
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
}

/** What an action knows of the attempt that it is. */
export interface AgentContext {
  /** Aborted at the attempt's timeout, when the run is cancelled, and when the attempt lost its lock. */
  readonly signal: AbortSignal;
  readonly teamId: string;
  readonly runId: string;
  readonly stepId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** The same for every attempt of this step: hand it to a provider that takes one. */
  readonly idempotencyKey: string;
  readonly correlationId: string;
  /** W3C trace context of the request that started the run, when it came with one. */
  readonly traceparent?: string;
  /** How this team has set up the agent; a team without its own setting has the defaults. */
  readonly settings: AgentSettings;
  readonly logger: AgentLogger;
  /** Tells viewers how far the work is, 0 to 1. */
  progress(fraction: number, note?: string): void;
  /** Says that the work is alive; throws `signal.reason` when the attempt was aborted. */
  heartbeat(): void;
  /** Milliseconds since 1970; tests set it. */
  now(): number;
  /**
   * The only door to a message or call: holds the compliance gate, writes the intent, calls `attempt` once, writes the
   * outcome. A redelivered attempt that finds an intent without outcome asks `request.lookup`, never calls again.
   * @throws SendBlockedError (terminal) when the gate refuses; DeferredError in quiet hours or over a limit;
   *   UnknownOutcomeError when nobody can tell whether it was sent.
   */
  send(request: SendRequest, attempt: (intent: { readonly key: string }) => Promise<SendOutcome>): Promise<SendReceipt>;
}

/** An agent as one team has set it up. */
export interface AgentSettings {
  readonly enabled: boolean;
  readonly model?: string;
  readonly persona?: string;
  /** E.164 numbers that the agent sends from. */
  readonly numbers?: readonly string[];
}
